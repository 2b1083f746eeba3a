import type { OperationFailure } from "../platform";

/** Any namespace's `t`: keys with a namespace in front work with each of them. */
type Translate = (key: never) => string;

/** A failure in words: the host's own, or ours for trouble on the way to the host. */
export function failureText(
  t: Translate,
  failure: OperationFailure,
): { title: string; hint: string | undefined } {
  const say = t as (key: string) => string;
  switch (failure.code) {
    case "transport.unreachable":
      return { title: say("kit:failure.unreachable"), hint: say("kit:failure.unreachableHint") };
    case "transport.session_ended":
      return { title: say("kit:failure.sessionEnded"), hint: say("kit:failure.sessionEndedHint") };
    default:
      return { title: failure.message, hint: failure.hint };
  }
}
