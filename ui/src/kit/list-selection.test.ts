import { describe, expect, it } from "vitest";
import { findByPrefix, moveTo, targetOf } from "./list-selection";

const names = ["Prod DB", "Prod replica", "Warehouse", "Events"];
const keyAt = (index: number) => names[index];
const start = { active: 0, anchor: 0, selected: new Set<string>() };

describe("moveTo", () => {
  it("selects the one row it moves to", () => {
    expect(moveTo(start, { to: 2 }, "single", keyAt)).toEqual({
      active: 2,
      anchor: 2,
      selected: new Set(["Warehouse"]),
    });
  });
  it("extends from the anchor with Shift, in both directions", () => {
    const down = moveTo(
      { ...start, anchor: 1, active: 1 },
      { to: 3, extend: true },
      "multiple",
      keyAt,
    );
    expect([...down.selected]).toEqual(["Prod replica", "Warehouse", "Events"]);
    const up = moveTo(down, { to: 0, extend: true }, "multiple", keyAt);
    expect([...up.selected]).toEqual(["Prod DB", "Prod replica"]);
  });
  it("adds and takes away one row with Control", () => {
    const one = moveTo(start, { to: 1, toggle: true }, "multiple", keyAt);
    const two = moveTo(one, { to: 3, toggle: true }, "multiple", keyAt);
    expect([...two.selected]).toEqual(["Prod replica", "Events"]);
    expect([...moveTo(two, { to: 1, toggle: true }, "multiple", keyAt).selected]).toEqual([
      "Events",
    ]);
  });
  it("selects nothing where there is nothing to select", () => {
    expect(moveTo(start, { to: 2 }, "none", keyAt).selected.size).toBe(0);
    expect(moveTo(start, { to: 9 }, "single", keyAt)).toBe(start);
  });
});

it("stops at both ends, and pages", () => {
  expect(targetOf("ArrowUp", 0, 4, 10)).toBe(0);
  expect(targetOf("ArrowDown", 3, 4, 10)).toBe(3);
  expect(targetOf("PageDown", 1, 100, 10)).toBe(11);
  expect(targetOf("End", 0, 100, 10)).toBe(99);
  expect(targetOf("x", 0, 100, 10)).toBeUndefined();
});

it("finds by first letters, steps on with a single letter, and wraps", () => {
  expect(findByPrefix(keyAt, 4, 0, "p")).toBe(1);
  expect(findByPrefix(keyAt, 4, 1, "p")).toBe(0);
  expect(findByPrefix(keyAt, 4, 0, "prod d")).toBe(0);
  expect(findByPrefix(keyAt, 4, 0, "z")).toBeUndefined();
});
