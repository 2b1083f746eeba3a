/** What the editor asks of the core, and the run that the core tells about. Free of the form's state. */
import { useCallback, useState } from "react";
import { useHostEvents, useMutationOperation, usePlatform } from "../../platform";
import type { HostEvent } from "../../protocol";
import { type CheckRun, followEvent } from "../checks/progress";
import { buildDraft, type DraftState, type Subject } from "./draft";

export interface SaveOptions {
  allowDuplicate?: boolean;
  unverifiedReason?: string;
  /** Goes on as another account: the one that was shown. */
  acceptAccount?: string;
  /** Saves over a newer version that was seen and set aside. */
  version?: number;
}

/** The current run, kept up to date by the host's events. */
export function useRun() {
  const [run, setRun] = useState<CheckRun | null>(null);
  useHostEvents(
    useCallback((event: HostEvent) => setRun((before) => before && followEvent(before, event)), []),
  );
  return { run, setRun, follow: (next: CheckRun) => setRun(next) };
}

/** The requests, free of state. */
export function useRequests({ connector, stored }: Subject) {
  const platform = usePlatform();
  const checking = useMutationOperation("credential.check");
  const adding = useMutationOperation("credential.add");
  const updating = useMutationOperation("credential.update");
  const draftOf = (state: DraftState) => buildDraft({ connector, stored }, state);
  return {
    check: (state: DraftState, verification: string) =>
      checking.mutateAsync({
        connector: connector.id,
        credential: stored?.credential.id ?? null,
        draft: draftOf(state),
        verification,
      }),
    async save(state: DraftState, verification: string, options: SaveOptions) {
      const draft = draftOf(state);
      const name = state.name.trim() || null;
      const reason = options.unverifiedReason ?? null;
      const answer = stored
        ? await updating.mutateAsync({
            credential: stored.credential.id,
            version: options.version ?? stored.credential.version,
            name: name === stored.credential.name ? null : name,
            draft,
            unverified_reason: reason,
            accept_account: options.acceptAccount ?? null,
            verification,
          })
        : await adding.mutateAsync({
            connector: connector.id,
            name,
            draft,
            unverified_reason: reason,
            allow_duplicate: options.allowDuplicate ?? false,
            verification,
          });
      return answer.credential;
    },
    cancel(verification: string) {
      void platform.call("credential.cancel", { verification }).catch(() => undefined);
    },
  };
}
