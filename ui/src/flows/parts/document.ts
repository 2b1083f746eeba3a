/**
 * A flow document while it is edited: adding, changing, moving and removing steps, and reading one
 * from text. Deliberately absent: whether it is sound; the core decides that when it is saved.
 */
import type { FlowDocument, FlowStep } from "../../protocol";

export const NEW_FLOW = "new";

export function emptyDocument(name: string): FlowDocument {
  return { name, trigger: { type: "manual" }, steps: [] };
}

/** A step id that is free: `postgresql`, `postgresql_2`. */
export function freeStepId(steps: readonly FlowStep[], connector: string): string {
  const base = connector.replace(/[^A-Za-z0-9_-]/g, "_");
  const taken = new Set(steps.map((step) => step.id));
  let id = base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}_${count}`;
  return id;
}

const ACTIONS: Record<string, string[]> = {
  postgresql: ["query"],
  sftp: ["list", "read", "write"],
  smtp: ["send"],
  "aws-ses": ["send"],
};

/** Actions to suggest for a connector; anything else may be typed. */
export function suggestedActions(connector: string): string[] {
  return ACTIONS[connector] ?? ["request"];
}

export function addStep(document: FlowDocument, step: FlowStep): FlowDocument {
  return { ...document, steps: [...document.steps, step] };
}

export function changeStep(
  document: FlowDocument,
  index: number,
  change: Partial<FlowStep>,
): FlowDocument {
  const steps = document.steps.map((step, at) => (at === index ? { ...step, ...change } : step));
  return { ...document, steps };
}

export function removeStep(document: FlowDocument, index: number): FlowDocument {
  return { ...document, steps: document.steps.filter((_, at) => at !== index) };
}

/** Moves a step; positions beyond the ends stay at the ends. */
export function moveStep(document: FlowDocument, from: number, to: number): FlowDocument {
  const target = Math.max(0, Math.min(document.steps.length - 1, to));
  const steps = [...document.steps];
  const [step] = steps.splice(from, 1);
  if (!step) return document;
  steps.splice(target, 0, step);
  return { ...document, steps };
}

export function sameDocument(one: FlowDocument, other: FlowDocument): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export type StepProblemKey = "idMissing" | "idForm" | "idTaken" | "actionMissing" | "inputJson";

/** What is wrong with a step as typed, by field. */
export function stepProblems(
  steps: readonly FlowStep[],
  index: number,
  typed: { id: string; action: string; input: string },
): { id?: StepProblemKey; action?: StepProblemKey; input?: StepProblemKey } {
  const problems: ReturnType<typeof stepProblems> = {};
  if (typed.id.trim() === "") problems.id = "idMissing";
  else if (!/^[A-Za-z0-9_-]+$/.test(typed.id)) problems.id = "idForm";
  else if (steps.some((step, at) => at !== index && step.id === typed.id)) problems.id = "idTaken";
  if (typed.action.trim() === "") problems.action = "actionMissing";
  if (parseInput(typed.input) === undefined) problems.input = "inputJson";
  return problems;
}

/** The input's JSON; empty text is no input (null), undefined is no JSON. */
export function parseInput(text: string): { value: unknown } | undefined {
  if (text.trim() === "") return { value: null };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

export function inputText(input: unknown): string {
  return input === undefined || input === null ? "" : JSON.stringify(input, null, 2);
}

/** A document from JSON text; null when it has not the shape of one. The core says what else is wrong. */
export function parseDocument(text: string): FlowDocument | null {
  const parsed = parseInput(text)?.value;
  if (typeof parsed !== "object" || parsed === null) return null;
  const { name, steps } = parsed as Record<string, unknown>;
  return typeof name === "string" && Array.isArray(steps) ? (parsed as FlowDocument) : null;
}
