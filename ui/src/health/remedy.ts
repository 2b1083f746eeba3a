import type { StateWord } from "../protocol";

/** What helps: a person (in the browser, or with the form), or another try. */
export type Remedy = "reconnect" | "verify" | "open";

export function remedyOf(state: StateWord): Remedy {
  switch (state) {
    case "disconnected":
    case "reauth_required":
      return "reconnect";
    case "unreadable":
    case "quarantined":
    case "archived":
    case "expiring":
      return "open";
    default:
      return "verify";
  }
}

/** Whether a dry run makes sense: of what is set aside or cannot be read it does not. */
export function canVerify(state: StateWord): boolean {
  return state !== "unreadable" && state !== "archived" && state !== "quarantined";
}
