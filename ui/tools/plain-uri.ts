/**
 * Stands in for `fast-uri`, which @rjsf/utils brings along to resolve `$ref`s. Connectors' schemas
 * have none, and every engine that this UI runs in resolves addresses itself.
 */
export function resolve(base: string, reference: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}

export function equal(one: string, other: string): boolean {
  return one === other;
}

export default { resolve, equal };
