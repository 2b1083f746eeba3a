import { CircleCheck, CircleSlash, CircleX, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "../kit";
import type { ActivityEntry, ActivityOutcome } from "../protocol";
import { actionWords, actorWords, timeOf } from "./words";

const OUTCOME: Record<ActivityOutcome, { icon: LucideIcon; colour: string }> = {
  done: { icon: CircleCheck, colour: "text-good" },
  refused: { icon: CircleSlash, colour: "text-warn" },
  failed: { icon: CircleX, colour: "text-bad" },
};

/** How something ended: icon and word. */
export function OutcomeWord(props: { outcome: ActivityOutcome; className?: string }) {
  const { t } = useTranslation("activity");
  const { icon: Icon, colour } = OUTCOME[props.outcome];
  return (
    <span className={cx("flex items-center gap-1.5", colour, props.className)}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span className="@max-sm:sr-only">{t(`outcome.${props.outcome}`)}</span>
    </span>
  );
}

/** One entry in one line: when, how it ended, what, to what, by whom. */
export function EntryRow({ entry }: { entry: ActivityEntry }) {
  const { t, i18n } = useTranslation("activity");
  return (
    <div className="flex w-full min-w-0 items-center gap-3 px-3">
      <span className="w-18 shrink-0 text-ink-muted @max-sm:w-auto tabular-nums">
        {timeOf(entry.at, i18n.language)}
      </span>
      <OutcomeWord outcome={entry.outcome} className="w-21 shrink-0 text-sm @max-sm:w-auto" />
      <span className="min-w-0 flex-1 truncate">
        <span>{actionWords(t, entry.action)}</span>
        {entry.object_name && <span className="ms-2 font-medium">{entry.object_name}</span>}
      </span>
      <span className="max-w-40 shrink-0 truncate text-sm text-ink-muted @max-lg:hidden">
        {actorWords(t, entry.actor)}
      </span>
    </div>
  );
}
