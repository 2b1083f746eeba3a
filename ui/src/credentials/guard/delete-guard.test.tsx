import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { createFakePlatform } from "../../platform/fake";
import { renderWithPlatform } from "../../testing";
import { DeleteGuard } from "./delete-guard";

function credential(name: string) {
  const found = createFakePlatform("default").world.credentials.find((item) => item.name === name);
  if (!found) throw new Error(`no fixture called ${name}`);
  return found;
}

function show(name: string) {
  const onDeleted = vi.fn();
  const onClose = vi.fn();
  const { platform } = renderWithPlatform(
    <DeleteGuard credential={credential(name)} onClose={onClose} onDeleted={onDeleted} />,
  );
  return { platform, onDeleted, onClose };
}

describe("the delete guard", () => {
  it("names the active flows and has no delete button", async () => {
    show("Prod DB");
    const dialog = await screen.findByRole("alertdialog", { name: "Prod DB can’t be deleted yet" });
    expect(within(dialog).getByRole("link", { name: "Nightly import" })).toBeInTheDocument();
    expect(within(dialog).queryByRole("button", { name: /^Delete/ })).toBeNull();
    await waitFor(() =>
      expect(within(dialog).getByRole("button", { name: "Close" })).toHaveFocus(),
    );
  });

  it("changes into the question when the last active flow is paused, and says so", async () => {
    const { platform } = show("Prod DB");
    await screen.findByRole("alertdialog", { name: "Prod DB can’t be deleted yet" });
    for (let left = 2; left > 0; left -= 1) {
      const [pause] = await screen.findAllByRole("button", { name: /^Pause / });
      await userEvent.click(pause as HTMLElement);
      await waitFor(() =>
        expect(screen.queryAllByRole("button", { name: /^Pause / })).toHaveLength(left - 1),
      );
    }
    const dialog = await screen.findByRole("alertdialog", { name: "Delete Prod DB?" });
    expect(dialog).toHaveTextContent("inactive flows will lose this credential");
    expect(platform.world.flows.some(({ summary }) => summary.status === "paused")).toBe(true);
  });

  it("asks once for an unused one, with Cancel focused, and archives it", async () => {
    const { platform, onDeleted } = show("Events");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete Events?" });
    expect(dialog).toHaveTextContent("restored from the archive for 30 days");
    await waitFor(() =>
      expect(within(dialog).getByRole("button", { name: "Cancel" })).toHaveFocus(),
    );
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete Events" }));
    await waitFor(() => expect(onDeleted).toHaveBeenCalledOnce());
    const gone = platform.world.credentials.find((item) => item.name === "Events");
    expect(gone?.state).toBe("archived");
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() =>
      expect(gone && platform.world.credentials.find(({ id }) => id === gone.id)?.state).toBe(
        "unverified",
      ),
    );
  });

  it("looks again when the core refuses because a flow was activated meanwhile", async () => {
    const { platform } = show("Events");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete Events?" });
    const events = platform.world.credentials.find((item) => item.name === "Events");
    const flow = platform.world.flows.find(({ summary }) => summary.status === "active");
    flow?.document.steps.push({
      id: "late",
      connector: "mongodb",
      action: "read",
      credential: events?.id ?? "",
    });
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete Events" }));
    expect(
      await screen.findByRole("alertdialog", { name: "Events can’t be deleted yet" }),
    ).toBeInTheDocument();
  });

  it("signs out at the provider unless the person keeps the sign-in, and says what that costs", async () => {
    const { platform, onDeleted } = show("Marketing US");
    const call = vi.spyOn(platform, "call");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete Marketing US?" });
    const signOut = within(dialog).getByRole("checkbox", { name: "Sign out at the provider too" });
    expect(signOut).toBeChecked();
    expect(signOut).toHaveAccessibleDescription(/needs a new sign-in/);
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete Marketing US" }));
    await waitFor(() => expect(onDeleted).toHaveBeenCalledOnce());
    expect(call).toHaveBeenCalledWith(
      "credential.delete",
      expect.objectContaining({ keep_grant: false }),
    );
    expect(await screen.findByText("Its access was revoked at the provider.")).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/Sign in again before flows use it/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Reconnect" })).toBeVisible();
  });

  it("keeps the sign-in when the person says so", async () => {
    const { platform, onDeleted } = show("Marketing US");
    const call = vi.spyOn(platform, "call");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete Marketing US?" });
    await userEvent.click(within(dialog).getByRole("checkbox"));
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete Marketing US" }));
    await waitFor(() => expect(onDeleted).toHaveBeenCalledOnce());
    expect(call).toHaveBeenCalledWith(
      "credential.delete",
      expect.objectContaining({ keep_grant: true }),
    );
    expect(await screen.findByText("It is still signed in at the provider.")).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/Verify it before flows use it again/)).toBeVisible();
  });
});
