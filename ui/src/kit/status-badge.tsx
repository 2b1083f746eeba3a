import {
  Archive,
  Ban,
  Check,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  FileX,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  Minus,
  RefreshCw,
  TriangleAlert,
  Unplug,
  X,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Outcome, StageOutcome, StateWord } from "../protocol";
import { Badge, type Tone } from "./badge";
import { cx } from "./cx";

const STATE: Record<StateWord, { tone: Tone; icon: LucideIcon }> = {
  unverified: { tone: "neutral", icon: CircleDashed },
  connected: { tone: "good", icon: CircleCheck },
  expiring: { tone: "warn", icon: Clock },
  refreshing: { tone: "accent", icon: RefreshCw },
  degraded: { tone: "warn", icon: TriangleAlert },
  disconnected: { tone: "bad", icon: Unplug },
  reauth_required: { tone: "bad", icon: KeyRound },
  quarantined: { tone: "warn", icon: Ban },
  archived: { tone: "neutral", icon: Archive },
  unreadable: { tone: "bad", icon: FileX },
};

/** A credential's state: icon and word. */
export function StatusBadge(props: { state: StateWord; className?: string }) {
  const { t } = useTranslation("kit");
  const { tone, icon } = STATE[props.state];
  return (
    <Badge tone={tone} icon={icon} {...(props.className ? { className: props.className } : {})}>
      {t(`state.${props.state}`)}
    </Badge>
  );
}

const OUTCOME: Record<Outcome, { tone: Tone; icon: LucideIcon }> = {
  passed: { tone: "good", icon: CircleCheck },
  failed: { tone: "bad", icon: CircleX },
  // Neither proven nor broken: never green, never red.
  not_testable: { tone: "neutral", icon: CircleHelp },
};

/** The verdict of a dry run: icon and word. */
export function OutcomeBadge(props: { outcome: Outcome }) {
  const { t } = useTranslation("kit");
  const { tone, icon } = OUTCOME[props.outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`outcome.${props.outcome}`)}
    </Badge>
  );
}

export type StageProgress = StageOutcome | "waiting" | "running";

const STAGE: Record<StageProgress, { icon: LucideIcon; colour: string }> = {
  waiting: { icon: CircleDashed, colour: "text-ink-faint" },
  running: { icon: LoaderCircle, colour: "text-accent-ink spin" },
  passed: { icon: Check, colour: "text-good" },
  warning: { icon: TriangleAlert, colour: "text-warn" },
  failed: { icon: X, colour: "text-bad" },
  skipped: { icon: Minus, colour: "text-ink-faint" },
};

/** How one stage of a dry run stands: icon, and the word for screen readers. */
export function StageIcon(props: { outcome: StageProgress; className?: string }) {
  const { t } = useTranslation("kit");
  const { icon: Icon, colour } = STAGE[props.outcome];
  return (
    <span className={cx("inline-flex shrink-0", props.className)}>
      <Icon aria-hidden="true" className={cx("size-4", colour)} strokeWidth={2.25} />
      <span className="sr-only">{t(`stage.${props.outcome}`)}</span>
    </span>
  );
}
