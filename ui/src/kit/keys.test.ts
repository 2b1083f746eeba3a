import { describe, expect, it } from "vitest";
import { ariaKeys, formatKeys, isSafeInText, type KeyPress, matchKeys } from "./keys";

const press = (part: Partial<KeyPress>): KeyPress => ({
  key: "",
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});

describe("matchKeys", () => {
  it("reads Mod as Control here and as Command on a Mac", () => {
    const control = press({ key: "n", ctrlKey: true });
    const command = press({ key: "n", metaKey: true });
    expect(matchKeys(control, "Mod+N", false)).toBe(true);
    expect(matchKeys(command, "Mod+N", false)).toBe(false);
    expect(matchKeys(command, "Mod+N", true)).toBe(true);
  });
  it("takes letters from the layout and punctuation from the place of the key", () => {
    expect(matchKeys(press({ key: "k", code: "KeyT", ctrlKey: true }), "Mod+K", false)).toBe(true);
    expect(matchKeys(press({ key: ";", code: "Comma", ctrlKey: true }), "Mod+,", false)).toBe(true);
    expect(matchKeys(press({ key: "é", code: "Digit2", altKey: true }), "Alt+2", false)).toBe(true);
  });
  it("wants exactly the modifiers that are named", () => {
    expect(matchKeys(press({ key: "F6", shiftKey: true }), "F6", false)).toBe(false);
    expect(matchKeys(press({ key: "F6", shiftKey: true }), "Shift+F6", false)).toBe(true);
  });
  it("leaves AltGr alone: it types characters", () => {
    const altGr = press({ key: "e", ctrlKey: true, altKey: true });
    altGr.getModifierState = (name) => name === "AltGraph";
    expect(matchKeys(altGr, "Mod+Alt+E", false)).toBe(false);
  });
});

it("keeps bare letters and Delete out of text fields", () => {
  expect(["A", "Delete", "Shift+A"].some(isSafeInText)).toBe(false);
  expect(["Mod+N", "Alt+2", "F1", "Shift+F6"].every(isSafeInText)).toBe(true);
});

it("writes keys as the platform does", () => {
  expect(formatKeys("Mod+Enter", false)).toBe("Ctrl+Enter");
  expect(formatKeys("Mod+Enter", true)).toBe("⌘↩");
  expect(ariaKeys("Mod+N", false)).toBe("Control+N");
});
