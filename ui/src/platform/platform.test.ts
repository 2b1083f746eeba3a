import { afterEach, describe, expect, it, vi } from "vitest";
import type { HostEvent } from "../protocol";
import { externalUrl } from "./external";
import { createFakePlatform } from "./fake";
import { createHttpPlatform, takeSession } from "./http";
import { readEvents } from "./http-events";
import { OperationFailure } from "./types";

afterEach(() => {
  vi.unstubAllGlobals();
  window.history.replaceState(null, "", "/");
});

function answer(status: number, body: unknown): void {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify(body), { status })),
  );
}

describe("http", () => {
  it("takes the session from the fragment, and out of the address", () => {
    window.history.replaceState(null, "", "/credentials?q=a#session=abc");
    expect(takeSession(window.location, sessionStorage)).toBe("abc");
    expect(window.location.href).toMatch(/\/credentials\?q=a$/);
    expect(takeSession(window.location, sessionStorage)).toBe("abc");
  });
  it("sends the session in a header, never in the address", async () => {
    sessionStorage.setItem("credenza.session", "abc");
    answer(200, { state: "open" });
    await createHttpPlatform().call("vault.status", {});
    const [url, init] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(url).toBe("/rpc/vault.status");
    expect(init).toMatchObject({ method: "POST", headers: { "X-Credenza-Session": "abc" } });
  });
  it("rejects with the host's refusal, its hint and details", async () => {
    const error = {
      code: "credential.in_use",
      message: "In use",
      hint: "Pause it",
      details: { flows: [] },
    };
    answer(409, { error });
    const call = createHttpPlatform().call("vault.status", {});
    await expect(call).rejects.toMatchObject(error);
    await expect(call).rejects.toBeInstanceOf(OperationFailure);
  });
  it("tells a host that is gone from a session that has ended", async () => {
    answer(401, {});
    await expect(createHttpPlatform().call("vault.status", {})).rejects.toMatchObject({
      code: "transport.session_ended",
    });
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(new TypeError("failed"))),
    );
    await expect(createHttpPlatform().call("vault.status", {})).rejects.toMatchObject({
      code: "transport.unreachable",
    });
  });
  it("reads events that arrive in pieces", async () => {
    const pieces = [
      'data: {"type":"lo',
      'cked"}\n\n: ping\n\ndata: {"type":"changed",',
      '"views":["flows"]}\n\n',
    ];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const events: HostEvent[] = [];
    await readEvents(body, (event) => events.push(event));
    expect(events).toEqual([{ type: "locked" }, { type: "changed", views: ["flows"] }]);
  });
});

it("hands only web addresses to the browser", () => {
  expect(externalUrl("https://docs.example.org/a")).toBe("https://docs.example.org/a");
  expect(externalUrl("javascript:alert(1)")).toBeUndefined();
  expect(externalUrl("file:///etc/passwd")).toBeUndefined();
  expect(externalUrl("not an address")).toBeUndefined();
});

describe("the fixtures' platform", () => {
  it("refuses to delete what an active flow uses, and names the flows", async () => {
    const platform = createFakePlatform("default");
    await expect(
      platform.call("credential.delete", { credential: "Prod DB" }),
    ).rejects.toMatchObject({
      code: "credential.in_use",
      details: { flows: [{ name: "Nightly import" }, { name: "New order alert" }] },
    });
  });
  it("gives nothing while it is locked", async () => {
    const platform = createFakePlatform("locked");
    await expect(platform.call("connector.list", {})).rejects.toMatchObject({
      code: "vault.locked",
    });
    await platform.call("vault.unlock", { passphrase: "correct horse battery staple" });
    expect((await platform.call("connector.list", {})).total).toBeGreaterThan(20);
  });
});
