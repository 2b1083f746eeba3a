import { expect, it } from "vitest";
import { createFakePlatform } from "../platform/fake";
import { detailRows } from "./changes";
import { exportActivity, toCsv } from "./export";
import { startOf } from "./period";

it("exports every page that the filters leave", async () => {
  const platform = createFakePlatform("many");
  let saved = "";
  platform.saveTextFile = async (_name, text) => {
    saved = text;
  };
  expect(await exportActivity(platform, { outcome: "refused" }, "json")).toBe(10_000);
  expect(JSON.parse(saved)).toHaveLength(10_000);
});

it("writes no cell that a spreadsheet would run, and quotes what needs quoting", () => {
  const [entry] = createFakePlatform("default").world.activity;
  if (!entry) throw new Error("the fixture has entries");
  const csv = toCsv([{ ...entry, object_name: '=HYPERLINK("x")', detail: {} }]);
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  expect(csv.split("\r\n")).toHaveLength(3);
});

it("shows changes as before and after", () => {
  expect(
    detailRows({ host: { before: "a", after: "b" }, secrets: ["password"], port: null }),
  ).toEqual([
    { name: "host", before: "a", after: "b" },
    { name: "secrets", value: "password" },
    { name: "port", value: "–" },
  ]);
});

it("does not ask anew within a minute", () => {
  const now = Date.parse("2026-11-20T10:42:10Z");
  expect(startOf("day", now)).toBe(startOf("day", now + 40_000));
  expect(startOf(undefined, now)).toBeNull();
});
