import { expect, it } from "vitest";
import { moveInGrid } from "./grid-move";

// Three tiles, then a group of two, then one: as on screen.
const boxes = [
  { left: 0, top: 0, width: 100 },
  { left: 110, top: 0, width: 100 },
  { left: 220, top: 0, width: 100 },
  { left: 0, top: 200, width: 100 },
  { left: 110, top: 200, width: 100 },
  { left: 0, top: 400, width: 100 },
];

it("moves down to the nearest tile of the next row, and up again", () => {
  expect(moveInGrid(boxes, 2, "ArrowDown")).toBe(4);
  expect(moveInGrid(boxes, 4, "ArrowDown")).toBe(5);
  expect(moveInGrid(boxes, 5, "ArrowUp")).toBe(3);
  expect(moveInGrid(boxes, 0, "ArrowUp")).toBeUndefined();
});

it("moves along the reading order, from group to group, and stops at the ends", () => {
  expect(moveInGrid(boxes, 2, "ArrowRight")).toBe(3);
  expect(moveInGrid(boxes, 3, "ArrowLeft")).toBe(2);
  expect(moveInGrid(boxes, 0, "ArrowLeft")).toBe(0);
  expect(moveInGrid(boxes, 1, "ArrowLeft", true)).toBe(2);
  expect(moveInGrid(boxes, 3, "Home")).toBe(0);
  expect(moveInGrid(boxes, 0, "End")).toBe(5);
});
