/**
 * The dry run as a person follows it: its stages, live; the verdict; on failure what, why and what to
 * do; and the questions that only a person may answer. Deliberately absent: starting it.
 */
import { RotateCcw } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import {
  announce,
  Banner,
  Button,
  CopyButton,
  Disclosure,
  formatDuration,
  retract,
  Spinner,
} from "../../kit";
import type { Question } from "../editor/failure";
import { paced } from "./announce";
import { CheckQuestion } from "./check-question";
import { diagnosticsText } from "./diagnostics";
import { type CheckRun, failedRow, totalMs } from "./progress";
import { StageList } from "./stage-list";

interface Props {
  run: CheckRun;
  /** What is being checked: "PostgreSQL at db.example.org:5432". */
  subject: string;
  connector: string;
  /** The form has changed since. */
  stale?: boolean;
  question?: Question | null;
  onCancel: () => void;
  onAccept?: () => void;
  /** Where the failure can be put right. */
  edit?: { label: string; onSelect: () => void } | null;
  onRetry?: (() => void) | undefined;
}

export function CheckPanel(props: Props) {
  const { t, i18n } = useTranslation("credentials");
  const { run, stale } = props;
  useSpokenProgress(run, props.question ?? null);
  const running = run.verdict === null;
  return (
    <section aria-label={t("check.region")} className="flex flex-col gap-2">
      <div className="flex min-h-7 items-center gap-3">
        <h3 className="min-w-0 flex-1 truncate font-semibold">
          {running ? t("check.running", { subject: props.subject }) : <Verdict {...props} />}
        </h3>
        {!running && run.rows.some((row) => row.ms !== null) && (
          <span className="text-sm text-ink-muted tabular-nums">
            {formatDuration(totalMs(run.rows), i18n.language)}
          </span>
        )}
        {running && (
          <>
            <Spinner hideLabel />
            <Button size="sm" onClick={props.onCancel}>
              {t("check.cancel")}
            </Button>
          </>
        )}
      </div>
      {stale && (
        <p className="flex items-center gap-1.5 text-warn">
          <RotateCcw aria-hidden="true" className="size-4 shrink-0" />
          {t("check.stale")}
        </p>
      )}
      {props.question && props.onAccept && !stale ? (
        <CheckQuestion key={run.verification} question={props.question} onAccept={props.onAccept} />
      ) : (
        !stale && <FailureBlock {...props} />
      )}
      <StageList rows={run.rows} running={running} />
    </section>
  );
}

function Verdict({ run, question, stale }: Props) {
  const { t } = useTranslation("credentials");
  if (question && !stale) return t("question.needed");
  if (run.verdict === "passed") {
    const account = run.proof?.account;
    return account ? t("check.passedAs", { account }) : t("check.passed");
  }
  if (run.verdict === "not_testable") return t("check.notTestable");
  if (run.verdict === "cancelled") return t("check.cancelled");
  return t("check.failed");
}

/** What failed, what to do, and the details for those who need them. */
function FailureBlock(props: Props) {
  const { t } = useTranslation("credentials");
  const { run } = props;
  if (run.verdict !== "failed" && run.verdict !== "refused") return null;
  const row = failedRow(run);
  const what = row?.message || run.failure?.message || t("check.failed");
  const hint = row?.hint ?? run.failure?.hint;
  const code = row?.code ?? run.failure?.code;
  const text = diagnosticsText(props.connector, run, new Date());
  return (
    <div role="alert">
      <Banner
        tone="bad"
        title={what}
        actions={
          <>
            {props.edit && (
              <Button size="sm" onClick={props.edit.onSelect}>
                {props.edit.label}
              </Button>
            )}
            {props.onRetry && (
              <Button size="sm" onClick={props.onRetry}>
                {t("check.retry")}
              </Button>
            )}
          </>
        }
      >
        {hint && <p className="wrap-anywhere">{hint}</p>}
        <Disclosure label={t("check.technical")}>
          <pre className="max-h-40 overflow-auto rounded-md bg-surface p-2 font-mono text-sm whitespace-pre-wrap text-ink wrap-anywhere">
            {code ? `${code}\n` : ""}
            {text}
          </pre>
          <div className="pt-1.5">
            <CopyButton text={text} label={t("check.copyDiagnostics")} />
          </div>
        </Disclosure>
      </Banner>
    </div>
  );
}

/** Speaks each stage as it ends, paced; the verdict once. The failure itself is an alert. */
function useSpokenProgress(run: CheckRun, question: Question | null): void {
  const { t } = useTranslation(["credentials", "kit"]);
  const pace = useRef(paced((message) => announce(message, "polite")));
  const ended = run.rows.filter((row) => row.ms !== null && row.status !== "skipped");
  const last = ended.at(-1);
  const step = last ? run.rows.indexOf(last) + 1 : 0;
  useEffect(() => pace.current.stop, []);
  useEffect(() => {
    if (!last || run.verdict !== null) return;
    const words = { step, total: run.rows.length, stage: t(`kit:stageName.${last.stage}`) };
    pace.current.say(
      t("credentials:check.spokenStage", { ...words, outcome: t(`kit:stage.${last.status}`) }),
    );
  }, [t, last, step, run.rows.length, run.verdict]);
  useEffect(() => {
    if (run.verdict === null) return;
    pace.current.stop();
    if (run.verdict === "passed") announce(t("credentials:check.passed"), "polite");
    if (run.verdict === "cancelled") announce(t("credentials:check.cancelled"), "polite");
    if (run.verdict === "not_testable") announce(t("credentials:check.notTestable"), "polite");
  }, [t, run.verdict]);
  useEffect(() => {
    if (!question) return;
    const spoken = t("credentials:question.spoken");
    announce(spoken, "assertive");
    return () => retract(spoken);
  }, [t, question]);
}
