import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { renderWithPlatform } from "../testing";
import { ImportConnectorDialog } from "./import-connector-dialog";
import { TileGroups } from "./tile-groups";

it("groups tiles by category and says every number in words", async () => {
  const { platform } = renderWithPlatform(<Tiles />);
  expect(platform.kind).toBe("fake");
  const databases = await screen.findByRole("list", { name: "Databases" });
  const names = within(databases)
    .getAllByRole("link")
    .map((link) => link.querySelector(".sr-only")?.textContent);
  expect(names).toEqual(["MySQL, 1 credential, 1 needs attention", "PostgreSQL, no credentials"]);
});

function Tiles() {
  const base = { category: "Databases", description: "", built_in: true };
  return (
    <TileGroups
      label="All"
      connectors={[
        { ...base, id: "mysql", name: "MySQL", credentials: 1, needs_attention: 1 },
        { ...base, id: "postgresql", name: "PostgreSQL", credentials: 0, needs_attention: 0 },
      ]}
    />
  );
}

it("imports only once every host is approved", async () => {
  const { platform } = renderWithPlatform(<ImportConnectorDialog onClose={() => {}} />);
  const toml = 'id = "acme"\nname = "Acme"\nhosts = ["a.example", "b.example"]\n';
  platform.pickTextFile = async () => ({ name: "acme.toml", text: toml });
  await userEvent.click(await screen.findByRole("button", { name: "Choose file…" }));
  const confirm = screen.getByRole("button", { name: "Import" });
  expect(await screen.findByText("Acme")).toBeInTheDocument();
  expect(confirm).toHaveAccessibleDescription("2 hosts are not approved.");
  await userEvent.click(screen.getByRole("checkbox", { name: "a.example" }));
  await userEvent.click(confirm);
  expect(platform.world.connectors.some((item) => item.id === "acme")).toBe(false);
  await userEvent.click(screen.getByRole("checkbox", { name: "b.example" }));
  await userEvent.click(screen.getByRole("button", { name: "Import" }));
  await expect.poll(() => platform.world.connectors.some((item) => item.id === "acme")).toBe(true);
});
