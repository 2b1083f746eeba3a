import { type ClassValue, clsx } from "clsx";
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;
/** What follows is a size of text, not its colour or its place. */
const TEXT_SIZES = ["xs", "sm", "base", "lg", "xl"];

/**
 * The kinds of utilities in which what a screen says wins over what a part says. A list of our own:
 * the library's default knows all of Tailwind, and weighs 6 KB more at the first paint.
 */
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    "min-h": [{ "min-h": [any] }],
    "max-h": [{ "max-h": [any] }],
    "min-w": [{ "min-w": [any] }],
    h: [{ h: [any] }],
    w: [{ w: [any] }],
    "max-w": [{ "max-w": [any] }],
    size: [{ size: [any] }],
    p: [{ p: [any] }],
    px: [{ px: [any] }],
    py: [{ py: [any] }],
    ps: [{ ps: [any] }],
    pe: [{ pe: [any] }],
    "font-size": [{ text: [...TEXT_SIZES] }],
    "text-color": [
      { text: ["current", "ink", (value: string) => /^(ink|good|warn|bad|accent)/.test(value)] },
    ],
    leading: [{ leading: [any] }],
    bg: [{ bg: [any] }],
    "border-color": [
      { border: [(value: string) => /^(transparent|line|accent|bad|good|warn)/.test(value)] },
    ],
    rounded: [{ rounded: ["none", "xs", "sm", "md", "lg", "full"] }],
    "font-weight": [{ font: ["normal", "medium", "semibold", "bold"] }],
    "text-decoration": ["underline", "no-underline"],
    whitespace: [{ whitespace: [any] }],
    justify: [{ justify: [any] }],
    items: [{ items: [any] }],
  },
  conflictingClassGroups: {
    "font-size": ["leading"],
    size: ["w", "h"],
    p: ["px", "py", "ps", "pe"],
    px: ["ps", "pe"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: [],
}));

/** Joins classes; of two that say the same kind of thing, the later one wins. */
export function cx(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
