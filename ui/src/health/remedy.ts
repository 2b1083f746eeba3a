import type { Cause, Expiry, HealthRow, StateWord } from "../protocol";

/** What helps: a person (in the browser, or with the form), or another try. */
export type Remedy = "reconnect" | "verify" | "resume" | "open";

interface Subject {
  state: StateWord;
  ends?: HealthRow["ends"];
}

export function remedyOf({ state, ends }: Subject): Remedy {
  switch (state) {
    case "disconnected":
    case "reauth_required":
      return "reconnect";
    case "expiring":
      return ends ? remedyOfEnd(ends.kind) : "verify";
    case "unreadable":
    case "quarantined":
    case "archived":
      return "open";
    default:
      return "verify";
  }
}

/** What helps with a credential of the Overview: against its trouble, or against being neglected. */
export function remedyOfCause({ cause, state }: { cause: Cause; state: StateWord }): Remedy {
  if (cause === "paused") return "resume";
  return cause === "unchecked" ? "verify" : remedyOf({ state });
}

/**
 * What helps against an end: a new sign-in or secret; of a certificate, which others renew, another look.
 * A client secret is entered with its OAuth app.
 */
export function remedyOfEnd(kind: Expiry["kind"]): Remedy {
  if (kind === "client_secret") return "open";
  return kind === "certificate" ? "verify" : "reconnect";
}

/** Whether a dry run makes sense: of what is set aside or cannot be read it does not. */
export function canVerify(state: StateWord): boolean {
  return state !== "unreadable" && state !== "archived" && state !== "quarantined";
}
