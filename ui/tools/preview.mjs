// Serves a built UI as the hosts do: one page for every address, and the strict content security
// policy. For tests only: `node tools/preview.mjs dist-fake 4173`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const [folder = "dist-fake", port = "4173"] = process.argv.slice(2);
const root = new URL(`../${folder}/`, import.meta.url).pathname;
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

createServer(async ({ url = "/" }, response) => {
  const path = normalize(decodeURIComponent(new URL(url, "http://local").pathname));
  const file = extname(path) in TYPES ? path : "/index.html";
  try {
    const body = await readFile(join(root, file));
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)],
      "Content-Security-Policy": POLICY,
      "Cache-Control": "no-store",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(Number(port), "127.0.0.1");
