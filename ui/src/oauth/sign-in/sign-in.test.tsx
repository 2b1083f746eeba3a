import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { DialogShell } from "../../kit";
import { useOperation } from "../../platform";
import { comeBack } from "../../platform/fake/sign-ins";
import { renderWithPlatform } from "../../testing";
import { formatLeft } from "./countdown";
import { SignIn } from "./sign-in";

const onClose = vi.fn();
const onSaved = vi.fn();

function Opened({ connector, again }: { connector: string; again?: string | undefined }) {
  const { data } = useOperation("connector.show", { id: connector });
  const stored = useOperation("credential.list", { search: again ?? "" });
  if (!data || !stored.data) return null;
  const credential = again ? stored.data.items[0] : undefined;
  return (
    <DialogShell open onOpenChange={onClose}>
      <SignIn connector={data} credential={credential} onClose={onClose} onSaved={onSaved} />
    </DialogShell>
  );
}

/** Signs in, or reconnects the credential called `again`. */
async function begin(connector = "google-sheets", again?: string) {
  const user = userEvent.setup();
  const rendered = renderWithPlatform(<Opened connector={connector} again={again} />);
  await screen.findByRole("combobox", { name: "OAuth app" });
  await user.click(await screen.findByRole("button", { name: "Continue in browser" }));
  await screen.findByRole("region", { name: "Sign-in" });
  const [signIn] = [...rendered.platform.world.signIns.values()];
  if (!signIn) throw new Error("no sign-in was begun");
  return { ...rendered, user, signIn, world: rendered.platform.world };
}

describe("signing in", () => {
  it("opens the browser where the host does not, and stores nothing before success", async () => {
    const { world } = await begin();
    const before = world.credentials.length;
    expect(document.documentElement.dataset.openedUrl).toContain("accounts.example.org");
    expect(world.credentials).toHaveLength(before);
    act(() => comeBack(world, "granted"));
    await screen.findByText("Everything that was asked for was granted.");
    expect(world.credentials).toHaveLength(before + 1);
  });

  it("names no address where the host opens the browser", async () => {
    const { platform, user, signIn } = await begin();
    Object.assign(platform, { opensSignIn: "host" });
    const call = vi.spyOn(platform, "call");
    const open = vi.spyOn(platform, "openExternal");
    await user.click(screen.getByRole("button", { name: "Open browser again" }));
    expect(call).toHaveBeenCalledWith("sign_in.open", { sign_in: signIn.view.id });
    expect(open).not.toHaveBeenCalled();
  });

  it("cancels what has not ended when it goes away", async () => {
    const { unmount, signIn } = await begin();
    unmount();
    await waitFor(() => expect(signIn.view.state).toBe("cancelled"));
  });

  it("does not cancel what has succeeded", async () => {
    const { unmount, signIn, world } = await begin();
    act(() => comeBack(world, "granted"));
    await screen.findByRole("button", { name: "Done" });
    unmount();
    expect(signIn.view.state).toBe("done");
  });

  it("is not brought back by an answer that was overtaken", async () => {
    const { platform, signIn, world } = await begin();
    const call = platform.call.bind(platform);
    let answerLate: (() => void) | undefined;
    const late = vi.spyOn(platform, "call");
    late.mockImplementationOnce(async (name, request) => {
      const old = await call(name, request);
      await new Promise<void>((resolve) => {
        answerLate = resolve;
      });
      return old as never;
    });
    // The first event is answered last, with what was true before.
    act(() => world.emit({ type: "sign_in_changed", sign_in: signIn.view.id }));
    act(() => comeBack(world, "denied"));
    await screen.findByText("You declined access. Nothing was saved.");
    await act(async () => answerLate?.());
    expect(screen.getByText("You declined access. Nothing was saved.")).toBeVisible();
    late.mockRestore();
  });

  it("tells what the provider said, in its words", async () => {
    const { world } = await begin();
    act(() => comeBack(world, "refused"));
    expect(await screen.findByRole("alert")).toHaveTextContent("invalid_scope: calendar");
    expect(screen.getByRole("button", { name: "Edit OAuth app" })).toBeVisible();
  });

  it("names scopes that were asked for and not granted", async () => {
    const { world } = await begin();
    act(() => comeBack(world, "partly"));
    const missing = await screen.findByText("Asked for and not granted");
    expect(missing.parentElement).toHaveTextContent("spreadsheets.readonly");
  });

  it("shows the paste field at once where the browser cannot come back", async () => {
    const user = userEvent.setup();
    const { platform } = renderWithPlatform(<Opened connector="google-sheets" />);
    const [app] = platform.world.oauthApps;
    if (app) app.redirect = { kind: "address", address: "https://a.example/back" };
    await screen.findByRole("combobox", { name: "OAuth app" });
    await user.click(await screen.findByRole("button", { name: "Continue in browser" }));
    expect(await screen.findByLabelText("Address that the browser shows")).toBeVisible();
  });

  it("asks for fields that no sign-in gives, and says what is missing", async () => {
    const user = userEvent.setup();
    const { platform } = renderWithPlatform(<Opened connector="shopify" />);
    await screen.findByLabelText("Shop");
    await user.click(screen.getByRole("button", { name: "Continue in browser" }));
    expect(platform.world.signIns.size).toBe(0);
    expect(await screen.findByLabelText("Shop")).toBeInvalid();
    await user.type(screen.getByLabelText("Shop"), "acme");
    await user.click(screen.getByRole("button", { name: "Continue in browser" }));
    await waitFor(() => expect(platform.world.signIns.size).toBe(1));
    const [signIn] = [...platform.world.signIns.values()];
    expect(signIn?.request.fields).toEqual({ shop: "acme" });
  });

  it("asks which site is meant, and begins again with the one that was chosen", async () => {
    const { world, user, platform } = await begin("hubspot", "Marketing US");
    const call = vi.spyOn(platform, "call");
    act(() => comeBack(world, "several"));
    const which = await screen.findByRole("combobox", { name: "Which one at HubSpot?" });
    expect(screen.getByRole("button", { name: "Continue with it" })).toHaveFocus();
    await user.click(which);
    await user.click(await screen.findByRole("option", { name: /^Globex/ }));
    await user.click(screen.getByRole("button", { name: "Continue with it" }));
    await screen.findByRole("region", { name: "Sign-in" });
    expect(call).toHaveBeenCalledWith(
      "sign_in.start",
      expect.objectContaining({ credential: expect.any(String), fields: { site: "c-2" } }),
    );
    act(() => comeBack(world, "several"));
    await screen.findByText(/Marketing US works again/);
  });
});

it("counts down in minutes and seconds", () => {
  expect(formatLeft(272)).toBe("4:32");
  expect(formatLeft(5)).toBe("0:05");
  expect(formatLeft(-3)).toBe("0:00");
});
