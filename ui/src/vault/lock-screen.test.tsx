import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { useOperation } from "../platform";
import { renderWithPlatform } from "../testing";
import { LockScreen } from "./lock-screen";

function Gate() {
  const { data: vault } = useOperation("vault.status", {});
  if (!vault) return null;
  return vault.state === "locked" ? <LockScreen vault={vault} /> : <p>open</p>;
}

const OLDER = /This vault is older than when it was last seen/;
const ANYWAY = { name: "Open it all the same" };

it("opens an older copy only when a person says so, with the keyring", async () => {
  renderWithPlatform(<Gate />, { fixture: "locked-older" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Unlock with the system keyring" }));
  expect(await screen.findByText(OLDER)).toBeVisible();
  await user.click(screen.getByRole("button", ANYWAY));
  expect(await screen.findByText("open")).toBeVisible();
});

it("opens an older copy only when a person says so, with the passphrase that was typed", async () => {
  renderWithPlatform(<Gate />, { fixture: "locked-older" });
  const user = userEvent.setup();
  const field = await screen.findByLabelText("Passphrase");
  await user.type(field, "wrong horse{Enter}");
  expect(await screen.findByText(/does not fit/)).toBeVisible();
  expect(screen.queryByRole("button", ANYWAY)).toBeNull();
  await user.clear(field);
  await user.type(field, "correct horse battery staple{Enter}");
  expect(await screen.findByText(OLDER)).toBeVisible();
  await user.click(screen.getByRole("button", ANYWAY));
  expect(await screen.findByText("open")).toBeVisible();
});

it("takes the recovery kit where there is one, and a new passphrase with it", async () => {
  const { platform } = renderWithPlatform(<Gate />, { fixture: "locked-kit" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Use the recovery kit" }));
  expect(screen.getByLabelText("Recovery kit", { selector: "input" })).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Open the vault" }));
  expect(await screen.findByText("Enter the key of the recovery kit.")).toBeVisible();
  await user.type(screen.getByLabelText("Recovery kit", { selector: "input" }), "not a kit");
  await user.type(screen.getByLabelText("New passphrase"), "another horse battery");
  await user.type(screen.getByLabelText("Repeat the passphrase"), "another horse battery{Enter}");
  expect(await screen.findByText("This is not a recovery kit.")).toBeVisible();
  const kit = screen.getByLabelText("Recovery kit", { selector: "input" });
  await user.clear(kit);
  await user.type(kit, "AGE-SECRET-KEY-1QQ{Enter}");
  expect(await screen.findByText("open")).toBeVisible();
  expect(platform.world.passphrase).toBe("another horse battery");
});

it("offers no recovery kit where the vault has none", async () => {
  renderWithPlatform(<Gate />, { fixture: "locked" });
  await screen.findByLabelText("Passphrase");
  expect(screen.queryByRole("button", { name: "Use the recovery kit" })).toBeNull();
});
