// Weighs the built bundle and fails when it is over budget. Sizes are gzipped, in KB of 1,000 bytes.
// "Main" is what the first paint needs: the entry and everything that it imports statically.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = { main: 200, total: 420, css: 25 };

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const chunks = Object.values(manifest);
const weigh = (files) =>
  [...new Set(files)].reduce(
    (sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length,
    0,
  ) / 1_000;
const scripts = (keys) =>
  keys.map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const weights = {
  main: weigh(scripts([...closure(entry)])),
  total: weigh(scripts(Object.keys(manifest))),
  css: weigh(chunks.flatMap((chunk) => chunk.css ?? [])),
};

let over = false;
for (const [name, weight] of Object.entries(weights)) {
  const fits = weight <= BUDGET[name];
  over ||= !fits;
  console.log(
    `${fits ? "ok  " : "OVER"} ${name.padEnd(5)} ${weight.toFixed(1)} of ${BUDGET[name]} KB`,
  );
}
if (chunks.some(({ file }) => /fake|fixtures/.test(file))) {
  console.log("OVER the fixtures' platform is in the bundle");
  over = true;
}
process.exit(over ? 1 : 0);
