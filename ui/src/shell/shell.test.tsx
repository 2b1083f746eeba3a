import { describe, expect, it, vi } from "vitest";
import type { KeyPress } from "../kit/keys";
import { CommandRegistry } from "./commands/registry";
import { rank } from "./palette/rank";
import { oneOf, text } from "./search-params";
import { SECTIONS } from "./sections";

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});
const here = { inText: false, inDialog: false };
const run = vi.fn();

describe("CommandRegistry", () => {
  it("finds by keys, and the screen's command wins over the shell's", () => {
    const registry = new CommandRegistry();
    registry.register([{ id: "shell.a", title: "A", section: "actions", keys: "Mod+E", run }]);
    const leave = registry.register([
      { id: "screen.b", title: "B", section: "actions", keys: "Mod+E", run },
    ]);
    expect(registry.find(press("e", { ctrlKey: true }), here)?.id).toBe("screen.b");
    leave();
    expect(registry.find(press("e", { ctrlKey: true }), here)?.id).toBe("shell.a");
  });
  it("keeps bare keys out of text, and everything unasked out of dialogs", () => {
    const registry = new CommandRegistry();
    registry.register([
      { id: "delete", title: "Delete", section: "actions", keys: "Delete", run },
      { id: "lock", title: "Lock", section: "actions", keys: "Mod+L", inDialogs: true, run },
    ]);
    expect(registry.find(press("Delete"), here)?.id).toBe("delete");
    expect(registry.find(press("Delete"), { ...here, inText: true })).toBeUndefined();
    expect(registry.find(press("Delete"), { ...here, inDialog: true })).toBeUndefined();
    expect(registry.find(press("l", { ctrlKey: true }), { inText: true, inDialog: true })?.id).toBe(
      "lock",
    );
  });
  it("lists each id once and tells listeners", () => {
    const registry = new CommandRegistry();
    const listener = vi.fn();
    registry.subscribe(listener);
    registry.register([{ id: "x", title: "Old", section: "actions", run }]);
    registry.register([{ id: "x", title: "New", section: "actions", run }]);
    expect(registry.list().map((command) => command.title)).toEqual(["New"]);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

it("ranks beginnings before words, parts and initials", () => {
  const titles = ["Export activity", "Add credential", "Go to Activity", "Activate flow"];
  expect(rank(titles, "act", (title) => [title])).toEqual([
    "Activate flow",
    "Go to Activity",
    "Export activity",
  ]);
  expect(rank(titles, "ac", (title) => [title]).at(-1)).toBe("Add credential");
  expect(rank(titles, "zzz", (title) => [title])).toEqual([]);
});

it("gives each section keys of its own", () => {
  expect(new Set(SECTIONS.map((section) => section.keys)).size).toBe(SECTIONS.length);
});

it("trusts nothing in an address", () => {
  expect(text("q", { q: 7 })).toEqual({});
  expect(text("q", { q: "prod" })).toEqual({ q: "prod" });
  expect(oneOf("show", { show: "everything" }, ["all"])).toEqual({});
  expect(oneOf("show", { show: "all" }, ["all"])).toEqual({ show: "all" });
});
