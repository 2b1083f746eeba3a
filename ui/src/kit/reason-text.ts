/** Stable codes in words. Needs the words of `reasons`. */
import type { english } from "../i18n/english";
import type { ErrorCode, FailureCode } from "../protocol";

type Words = (typeof english)["reasons"];
/** Dots separate levels in translation keys; codes have one. */
type KeyOf<Code extends string> = Code extends `${infer Head}.${infer Tail}`
  ? `${Head}_${Tail}`
  : Code;
type Translate = (key: never) => string;

function keyOf<Code extends string>(code: Code): KeyOf<Code> {
  return code.replace(".", "_") as KeyOf<Code>;
}

/** Why a credential does not work. */
export function reasonText(t: Translate, code: FailureCode): string {
  // Checked by the compiler: a failure code without words does not build.
  const key: keyof Words["failure"] = keyOf(code);
  return say(t, `reasons:failure.${key}`, "");
}

/** Refusals that have a title of ours; the others are told in the host's own sentence. */
type Titled = Extract<ErrorCode, `${"oauth_app" | "sign_in" | "webhook"}.${string}`>;

/** An error's title in our words; the host's own sentence where there are none. */
export function errorTitle(t: Translate, code: string, message: string): string {
  const key: keyof Words["error"] = keyOf(code as Titled);
  return say(t, `reasons:error.${key}`, message);
}

function say(t: Translate, key: string, defaultValue: string): string {
  return (t as unknown as (key: string, options: object) => string)(key, { defaultValue });
}
