import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(`${import.meta.dirname}/styles/tokens.css`, "utf8");
const dark = css.indexOf('[data-theme="dark"]');

function tokens(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--color-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
}
const light = tokens(css.slice(0, dark));
const THEMES = { light, dark: { ...light, ...tokens(css.slice(dark)) } };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["canvas", "sidebar", "surface", "raised", "hover"];
const on = (ink: string, grounds: string[]) => grounds.map((ground) => [ink, ground] as const);

// Every pair of text and ground that is put together on screen.
const TEXT = [
  ...on("ink", [
    ...GROUNDS,
    "pressed",
    "accent-soft",
    "neutral-soft",
    "good-soft",
    "warn-soft",
    "bad-soft",
  ]),
  ...on("ink-muted", [
    ...GROUNDS,
    "pressed",
    "accent-soft",
    "neutral-soft",
    "good-soft",
    "warn-soft",
    "bad-soft",
  ]),
  ...on("ink-faint", GROUNDS),
  ...on("accent-ink", [...GROUNDS, "accent-soft"]),
  ...on("good", [...GROUNDS, "good-soft", "accent-soft"]),
  ...on("warn", [...GROUNDS, "warn-soft", "accent-soft"]),
  ...on("bad", [...GROUNDS, "bad-soft", "accent-soft"]),
  ["demo", "demo-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-good-badge", "good-badge"],
  ["on-bad", "bad-fill"],
] as const;

// Borders of controls, focus rings, marks and disabled text: 3:1.
const SHAPES = [
  ...on("line-strong", ["canvas", "surface", "raised"]),
  ...on("focus", [...GROUNDS, "accent-soft"]),
  ...on("bad-fill", ["surface", "hover"]),
  ...on("accent", ["canvas", "surface", "raised"]),
  ...on("ink-faint", ["neutral-soft", "accent-soft"]),
] as const;

describe.each(Object.entries(THEMES))("in %s", (_, theme) => {
  it.each(TEXT)("text %s on %s has at least 4.5:1", (ink, ground) => {
    expect(contrast(theme[ink] as string, theme[ground] as string)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SHAPES)("%s on %s has at least 3:1", (ink, ground) => {
    expect(contrast(theme[ink] as string, theme[ground] as string)).toBeGreaterThanOrEqual(3);
  });
});

it("knows a bad pair when it sees one", () => {
  expect(contrast("#777777", "#888888")).toBeLessThan(3);
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
