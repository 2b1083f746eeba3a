import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { renderWithPlatform } from "../../testing";
import { AddCredentialDialog } from "./add-credential-dialog";
import { EditCredentialDialog } from "./edit-credential-dialog";

async function openAdd(fixture = "default") {
  const onClose = vi.fn();
  const result = renderWithPlatform(
    <AddCredentialDialog connectorId="postgresql" onClose={onClose} />,
    {
      fixture,
    },
  );
  await screen.findByRole("textbox", { name: "Host" });
  return { ...result, onClose };
}

async function fill(password: string) {
  await userEvent.type(screen.getByRole("textbox", { name: "Host" }), "db.example.org");
  await userEvent.type(screen.getByRole("textbox", { name: "Database" }), "orders");
  await userEvent.type(screen.getByRole("textbox", { name: "User name" }), "app");
  await userEvent.type(screen.getByLabelText("Password"), password);
}

const save = () => userEvent.click(screen.getByRole("button", { name: /^Verify and save/ }));

describe("adding", () => {
  it("asks for nothing before it is sent, then leads to the first missing field", async () => {
    await openAdd();
    expect(screen.queryByText("Fill this in.")).toBeNull();
    await save();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Host" })).toHaveFocus());
    expect(screen.getAllByText("4 fields need attention").length).toBeGreaterThan(0);
  });

  it("saves after the dry run and closes", async () => {
    const { onClose, platform } = await openAdd();
    await fill("fine");
    await save();
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce(), { timeout: 3_000 });
    expect(platform.world.credentials.some((item) => item.public.username === "app")).toBe(true);
  });

  it("keeps everything typed when the dry run fails, and marks the field", async () => {
    const { onClose } = await openAdd();
    await fill("wrong one");
    await save();
    expect(await screen.findByRole("alert", {}, { timeout: 3_000 })).toHaveTextContent("rejected");
    expect(screen.getByRole("textbox", { name: "Host" })).toHaveValue("db.example.org");
    expect(screen.getByLabelText("Password")).toHaveValue("wrong one");
    expect(screen.getByLabelText("Password")).toBeInvalid();
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.type(screen.getByLabelText("Password"), "x");
    expect(screen.getByText("Changed since the last check")).toBeInTheDocument();
    expect(screen.getByLabelText("Password")).not.toBeInvalid();
  });

  it("asks before it throws away what was typed", async () => {
    const { onClose } = await openAdd();
    await userEvent.type(screen.getByRole("textbox", { name: "Host" }), "db");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    const question = await screen.findByRole("alertdialog");
    await userEvent.click(within(question).getByRole("button", { name: "Keep editing" }));
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.getByRole("textbox", { name: "Host" })).toHaveValue("db");
  });

  it("says before and after sending that the limit is reached", async () => {
    await openAdd("limit");
    expect(screen.getByText("50 of 50 used")).toBeInTheDocument();
    await fill("fine");
    await save();
    expect(await screen.findByRole("link", { name: "Open Settings" })).toBeInTheDocument();
    expect(screen.getByLabelText("Password")).toHaveValue("fine");
  });

  it("offers to save without verifying only where the settings allow it", async () => {
    const { platform, onClose, unmount } = await openAdd();
    expect(screen.queryByRole("button", { name: "Save without verifying…" })).toBeNull();
    unmount();
    const allowed = renderWithPlatform(
      <AddCredentialDialog connectorId="postgresql" onClose={onClose} />,
    );
    allowed.platform.world.settings.allow_unverified = true;
    await screen.findByRole("textbox", { name: "Host" });
    expect(platform.world.settings.allow_unverified).toBe(false);
    await fill("fine");
    await userEvent.click(await screen.findByRole("button", { name: "Save without verifying…" }));
    await userEvent.click(screen.getByRole("button", { name: "Save unverified" }));
    expect(screen.getByText(/Say why/)).toBeInTheDocument();
    await userEvent.type(screen.getByRole("textbox", { name: "Reason" }), "the firewall");
    await userEvent.click(screen.getByRole("button", { name: "Save unverified" }));
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce(), { timeout: 3_000 });
    const saved = allowed.platform.world.credentials.find((item) => item.public.username === "app");
    expect(saved?.state).toBe("unverified");
  });
});

describe("editing", () => {
  it("notices a change made elsewhere and offers both ways out", async () => {
    const { platform } = renderWithPlatform(
      <EditCredentialDialog
        credentialId="01936000-0001-7000-8000-000000000001"
        onClose={vi.fn()}
      />,
    );
    await screen.findByRole("textbox", { name: "Host" });
    const stored = platform.world.credentials[0];
    if (stored) platform.world.credentials[0] = { ...stored, version: stored.version + 1 };
    platform.world.emit({ type: "changed", views: ["credentials"] });
    await platform.call("credential.show", { credential: stored?.id ?? "" });
    await userEvent.type(screen.getByRole("textbox", { name: "Database" }), "orders");
    await userEvent.type(screen.getByRole("textbox", { name: "User name" }), "app");
    await save();
    expect(
      await screen.findByText("Changed elsewhere", {}, { timeout: 3_000 }),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Reload" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Keep mine" }));
    expect(screen.queryByText("Changed elsewhere")).toBeNull();
    expect(screen.getByRole("textbox", { name: "Database" })).toHaveValue("orders");
  });

  it("stops at another account, and goes on only when the person says so", async () => {
    const onClose = vi.fn();
    const id = "01936000-0001-7000-8000-000000000001";
    const { platform } = renderWithPlatform(
      <EditCredentialDialog credentialId={id} onClose={onClose} />,
    );
    const stored = () => platform.world.credentials.find((item) => item.id === id);
    const before = stored()?.account;
    expect(before).toBeTruthy();
    const user = await screen.findByRole("textbox", { name: "User name" });
    await userEvent.type(screen.getByRole("textbox", { name: "Database" }), "orders");
    await userEvent.clear(user);
    await userEvent.type(user, "reporting");
    await save();
    const keep = await screen.findByRole("button", { name: `Keep ${before}` });
    expect(keep).toHaveFocus();
    expect(
      screen.getByText(`You were ${before}, this is reporting. Nothing was changed.`),
    ).toBeVisible();
    await userEvent.click(keep);
    expect(screen.queryByText("This is another account")).toBeNull();
    expect(stored()?.account).toBe(before);
    expect(user).toHaveValue("reporting");
    await save();
    await userEvent.click(await screen.findByRole("button", { name: "Continue as reporting" }));
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce(), { timeout: 3_000 });
    expect(stored()?.account).toBe("reporting");
  });
});
