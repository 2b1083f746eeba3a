import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { renderWithPlatform } from "../../testing";
import type { Question } from "../editor/failure";
import { proof, report } from "../test-fixtures";
import { CheckPanel } from "./check-panel";
import { type CheckRun, endWithProof, followEvent, startRun } from "./progress";

const fresh = startRun("mine", "database", 0);
const rejected = report("authenticate", {
  outcome: "failed",
  code: "auth.rejected",
  message: "The server rejected the password for app_user",
  hint: "Enter the current password.",
});

function show(run: CheckRun, more: Partial<Parameters<typeof CheckPanel>[0]> = {}) {
  const onCancel = vi.fn();
  renderWithPlatform(
    <CheckPanel
      run={run}
      subject="PostgreSQL"
      connector="postgresql"
      onCancel={onCancel}
      {...more}
    />,
  );
  return { onCancel };
}

describe("while it runs", () => {
  it("shows each stage with a word and can be cancelled", async () => {
    const running = followEvent(fresh, {
      type: "stage_started",
      verification: "mine",
      stage: "connect",
    });
    const { onCancel } = show(running);
    expect(await screen.findByRole("heading", { name: "Checking PostgreSQL" })).toBeInTheDocument();
    const list = screen.getByRole("list");
    expect(list).toHaveAttribute("aria-busy", "true");
    expect(within(list).getByText("Running")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(onCancel).toHaveBeenCalledOnce();
  });
});

describe("when it has ended", () => {
  it("says as whom it passed", async () => {
    show(endWithProof(fresh, proof([report("resolve")], { account: "app_user" }), null));
    expect(
      await screen.findByRole("heading", { name: "Verification passed as app_user" }),
    ).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("alerts what failed, what to do, and leads to the field", async () => {
    const onSelect = vi.fn();
    const run = endWithProof(fresh, proof([report("resolve"), rejected]), "/password");
    show(run, { edit: { label: "Edit Password", onSelect } });
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The server rejected the password for app_user");
    expect(alert).toHaveTextContent("Enter the current password.");
    await userEvent.click(within(alert).getByRole("button", { name: "Edit Password" }));
    expect(onSelect).toHaveBeenCalledOnce();
    await userEvent.click(within(alert).getByRole("button", { name: "Technical details" }));
    expect(alert).toHaveTextContent("code: auth.rejected");
  });

  it("is neither passed nor failed when nothing could be proven", async () => {
    show(endWithProof(fresh, proof([report("resolve")], { outcome: "not_testable" }), null));
    expect(await screen.findByRole("heading", { name: /can’t be tested/ })).toBeInTheDocument();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says that the form has changed since, and takes its failure back", async () => {
    show(endWithProof(fresh, proof([rejected]), null), { stale: true });
    expect(await screen.findByText("Changed since the last check")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a question", () => {
  const question: Question = { kind: "host_key", fingerprint: "SHA256:abc", approvals: {} };
  const run = endWithProof(fresh, proof([report("host_key", { outcome: "failed" })]), null);

  it("shows the fingerprint, begins with No, and takes No for an answer", async () => {
    const onAccept = vi.fn();
    show(run, { question, onAccept });
    expect(await screen.findByText("SHA256:abc")).toBeInTheDocument();
    const [first] = screen.getAllByRole("button");
    expect(first).toHaveAccessibleName("No");
    await userEvent.click(screen.getByRole("button", { name: "No" }));
    expect(onAccept).not.toHaveBeenCalled();
    expect(screen.getByText(/Not trusted/)).toBeInTheDocument();
  });

  it("is accepted only by its own button", async () => {
    const onAccept = vi.fn();
    show(run, { question, onAccept });
    await userEvent.click(await screen.findByRole("button", { name: "Yes, trust this key" }));
    expect(onAccept).toHaveBeenCalledOnce();
  });
});
