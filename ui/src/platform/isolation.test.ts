import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { OPERATIONS } from "../protocol";

type Hook = (message: { cmd: string; payload: unknown }) => unknown;

/** The isolation hook, as the window loads it. */
function loadHook(): Hook {
  const source = readFileSync("../src-tauri/desktop/isolation/hook.js", "utf8");
  const window: { __TAURI_ISOLATION_HOOK__?: Hook } = {};
  runInNewContext(source, { window });
  if (!window.__TAURI_ISOLATION_HOOK__) throw new Error("hook.js sets no hook");
  return window.__TAURI_ISOLATION_HOOK__;
}

const hook = loadHook();
const rpc = (operation: unknown) => ({ cmd: "rpc", payload: { operation, request: {} } });

it.each(Object.keys(OPERATIONS))("lets %s through", (operation) => {
  expect(hook(rpc(operation))).toEqual(rpc(operation));
});

it.each(["", "credential", "credential.add\n", "../etc", "Credential.Add", 1, null])(
  "stops %j",
  (operation) => {
    expect(() => hook(rpc(operation))).toThrow("may not send");
  },
);
