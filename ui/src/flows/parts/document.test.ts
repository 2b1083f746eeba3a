import { describe, expect, it } from "vitest";
import {
  addStep,
  changeStep,
  emptyDocument,
  freeStepId,
  moveStep,
  parseDocument,
  parseInput,
  removeStep,
  stepProblems,
} from "./document";

const step = (id: string) => ({ id, connector: "sftp", action: "read" });
const document = {
  name: "Nightly",
  trigger: { type: "manual" as const },
  steps: ["a", "b", "c"].map(step),
};
const ids = (flow: typeof document) => flow.steps.map(({ id }) => id).join("");

describe("steps", () => {
  it("move one place, to the ends, and never beyond", () => {
    expect(ids(moveStep(document, 0, 1) as typeof document)).toBe("bac");
    expect(ids(moveStep(document, 2, 0) as typeof document)).toBe("cab");
    expect(ids(moveStep(document, 1, 99) as typeof document)).toBe("acb");
    expect(ids(document)).toBe("abc");
  });

  it("are added, changed and removed without touching the others", () => {
    const added = addStep(emptyDocument("x"), step("a"));
    expect(changeStep(added, 0, { credential: "k" }).steps).toEqual([
      { ...step("a"), credential: "k" },
    ]);
    expect(removeStep(document, 1).steps.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("get ids that are free and well formed", () => {
    expect(freeStepId(document.steps, "sftp")).toBe("sftp");
    expect(freeStepId([step("sftp"), step("sftp_2")], "sftp")).toBe("sftp_3");
    expect(freeStepId([], "a.b c")).toBe("a_b_c");
  });
});

describe("a step as typed", () => {
  it.each([
    [{ id: "", action: "read", input: "" }, { id: "idMissing" }],
    [{ id: "a b", action: "read", input: "" }, { id: "idForm" }],
    [{ id: "b", action: "read", input: "" }, { id: "idTaken" }],
    [
      { id: "a", action: " ", input: "{" },
      { action: "actionMissing", input: "inputJson" },
    ],
    [{ id: "a", action: "read", input: '{"path": "/"}' }, {}],
  ])("%j", (typed, problems) => {
    expect(stepProblems(document.steps, 0, typed)).toEqual(problems);
  });

  it("may have any JSON as input, or none", () => {
    expect(parseInput("")).toEqual({ value: null });
    expect(parseInput('"$steps.a"')).toEqual({ value: "$steps.a" });
    expect(parseInput("{")).toBeUndefined();
  });
});

it("takes a document with a name and steps, and nothing else", () => {
  expect(parseDocument(JSON.stringify(document))?.name).toBe("Nightly");
  expect(parseDocument('{"name": "x"}')).toBeNull();
  expect(parseDocument("name: x")).toBeNull();
});
