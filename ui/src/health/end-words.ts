import type { TFunction } from "i18next";
import type { Expiry } from "../protocol";

/** "Certificate of the server ends", and of what is over "… ended". */
export function endWords(
  t: TFunction<"health">,
  { kind, at }: Pick<Expiry, "kind" | "at">,
): string {
  return t(Date.parse(at) <= Date.now() ? `ended.${kind}` : `ends.${kind}`);
}
