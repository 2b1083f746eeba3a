/** What a state means for using a credential; the same rule as `CredentialState::may_be_used`. */
import type { StateWord } from "../../protocol";

const USABLE: ReadonlySet<StateWord> = new Set(["connected", "expiring", "refreshing", "degraded"]);

/** Whether a step of an active flow may use a credential in this state. */
export function mayBeUsed(state: StateWord): boolean {
  return USABLE.has(state);
}

const HEALTHY: ReadonlySet<StateWord> = new Set(["connected", "refreshing"]);

/** Whether it works and nothing has to be done about it. */
export function isHealthy(state: StateWord): boolean {
  return HEALTHY.has(state);
}

const BROKEN: ReadonlySet<StateWord> = new Set(["degraded", "disconnected", "reauth_required"]);

/** Whether it does not work now. */
export function isBroken(state: StateWord): boolean {
  return BROKEN.has(state);
}
