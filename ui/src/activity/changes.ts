/** Details of an entry, for people: changes as before and after, everything else as it is. */
export interface DetailRow {
  name: string;
  before?: string;
  after?: string;
  value?: string;
}

export function detailRows(detail: Record<string, unknown>): DetailRow[] {
  return Object.entries(detail).map(([name, value]) => {
    if (isChange(value)) return { name, before: show(value.before), after: show(value.after) };
    return { name, value: show(value) };
  });
}

function isChange(value: unknown): value is { before: unknown; after: unknown } {
  return typeof value === "object" && value !== null && "before" in value && "after" in value;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(show).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
