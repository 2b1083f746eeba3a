import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "../activity/actions";
import { english } from "./english";

const SRC = join(import.meta.dirname, "..");

function flatten(words: object, prefix = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : flatten(value as object, `${prefix}${key}.`),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [path] : [];
  });
}

describe.each(Object.entries(english))("namespace %s", (_, words) => {
  const keys = flatten(words);
  it("has one and other for every plural", () => {
    const plurals = keys.filter((key) => /_(one|other)$/.test(key));
    const stems = new Set(plurals.map((key) => key.replace(/_(one|other)$/, "")));
    for (const stem of stems) {
      expect(plurals, stem).toContain(`${stem}_one`);
      expect(plurals, stem).toContain(`${stem}_other`);
    }
  });
  it("has no empty words", () => {
    const texts = JSON.stringify(words).match(/:"\s*"/g);
    expect(texts).toBeNull();
  });
});

it("has words for every action of the record", () => {
  const known = Object.keys(english.activity.action);
  for (const action of ACTIONS) expect(known).toContain(action.replaceAll(".", "_"));
});

it("leaves no sentence in the code", () => {
  // Words between tags are not translated; keys and symbols are no words.
  const loose = /<[a-zA-Z][^<>]*>\s*[A-Z][a-z]+ [a-z]+[^<>{}]*<\//;
  const culprits = sources(SRC)
    .filter((path) => path.endsWith(".tsx"))
    .filter((path) => loose.test(readFileSync(path, "utf8")));
  expect(culprits).toEqual([]);
  expect(loose.test("<p>Nothing is here</p>")).toBe(true);
});
