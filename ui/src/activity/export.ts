/** The activity as a file: everything that the filters leave, not only what is on screen. */
import type { Platform } from "../platform";
import type { ActivityEntry, Request } from "../protocol";

export type ExportFormat = "csv" | "json";
type Filters = Omit<Request<"activity.list">, "cursor" | "limit">;

const PAGE = 1_000;
const COLUMNS = [
  "seq",
  "at",
  "actor",
  "user",
  "program",
  "action",
  "object",
  "object_name",
  "outcome",
  "detail",
];

/** Reads every page and offers the file. Resolves to the number of entries. */
export async function exportActivity(
  platform: Platform,
  filters: Filters,
  format: ExportFormat,
): Promise<number> {
  const entries: ActivityEntry[] = [];
  let cursor: string | null = null;
  do {
    const request: Request<"activity.list"> = { ...filters, cursor, limit: PAGE };
    const page = await platform.call("activity.list", request);
    entries.push(...page.items);
    cursor = page.cursor ?? null;
  } while (cursor);
  const text = format === "csv" ? toCsv(entries) : JSON.stringify(entries, null, 2);
  const mediaType = format === "csv" ? "text/csv" : "application/json";
  await platform.saveTextFile(`credenza-activity.${format}`, text, mediaType);
  return entries.length;
}

export function toCsv(entries: readonly ActivityEntry[]): string {
  const rows = entries.map((entry) => [
    String(entry.seq),
    entry.at,
    entry.actor.kind,
    entry.actor.user,
    entry.actor.program,
    entry.action,
    entry.object ?? "",
    entry.object_name ?? "",
    entry.outcome,
    JSON.stringify(entry.detail),
  ]);
  return `${[COLUMNS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** RFC 4180, and no cell that a spreadsheet would take for a formula. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
