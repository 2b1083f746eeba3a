/** A sign-in that has begun: waiting, the stages, the question, the end. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { CheckPanel } from "../../credentials/checks/check-panel";
import { Banner, Button, Spinner } from "../../kit";
import { errorTitle } from "../../kit/reason-text";
import type { ConnectorDetail, Failure, SignIn } from "../../protocol";
import { AccountQuestion } from "./account-question";
import { SignedIn } from "./signed-in";
import { openChoice, TargetChoice } from "./target-choice";
import { type SignInProgress, savedBy } from "./use-sign-in";
import { WaitingCard } from "./waiting-card";

interface Props {
  view: SignIn;
  progress: SignInProgress;
  connector: ConnectorDetail;
  reconnects: boolean;
  /** Ends it, and goes back to where it began. */
  onCancel(): void;
  /** Ends it and leaves: the stored account stays. */
  onKeep(): void;
  onEditApp: (() => void) | undefined;
  /** Begins again, with a field that names what is meant. */
  onChoose(field: string, id: string): void;
}

export function SignInSteps(props: Props) {
  const { view, progress, reconnects } = props;
  const saved = savedBy(view);
  return (
    <div className="flex flex-col gap-4">
      {view.state === "waiting" && (
        <WaitingCard view={view} progress={progress} onCancel={props.onCancel} />
      )}
      {view.state === "exchanging" && <Exchanging />}
      {view.state === "account_changed" && (
        <AccountQuestion view={view} onKeep={props.onKeep} onAccepted={progress.take} />
      )}
      {saved && <SignedIn credential={saved} again={reconnects} />}
      {view.state === "failed" && <Failed {...props} failure={view.failure} />}
      <Stages {...props} />
    </div>
  );
}

function Exchanging() {
  const { t } = useTranslation("oauth");
  return (
    <div className="rounded-lg border border-line bg-surface p-4">
      <Spinner label={t("signIn.exchanging")} />
    </div>
  );
}

/** The dry run with the new access, in the panel that every verification has. */
function Stages({ view, progress, connector, onCancel }: Props) {
  const { t } = useTranslation("oauth");
  const { run } = progress;
  const tried =
    view.state === "verifying" || run?.verdict === "failed" || run?.verdict === "passed";
  const isQuestion = view.state === "failed" && openChoice(view.failure) !== null;
  if (!run || !tried || isQuestion) return null;
  return (
    <div className="rounded-lg border border-line bg-surface p-3">
      <CheckPanel
        run={run}
        subject={t("signIn.subject", { connector: connector.name })}
        connector={connector.id}
        onCancel={onCancel}
        onRetry={run.verdict === "failed" ? onCancel : undefined}
      />
    </div>
  );
}

/** Why it ended. A failed dry run is told by its own panel. */
function Failed({ failure, onCancel, onEditApp, ...props }: Props & { failure: Failure }) {
  const { t } = useTranslation("oauth");
  const retry = useRef<HTMLButtonElement>(null);
  useEffect(() => retry.current?.focus(), []);
  const choice = openChoice(failure);
  if (choice) {
    return (
      <TargetChoice
        connector={props.connector.name}
        choices={choice.choices}
        onChoose={(id) => props.onChoose(choice.field, id)}
      />
    );
  }
  if (failure.code === "verification.failed") return null;
  return (
    <FailureBanner
      failure={failure}
      actions={
        <>
          <Button ref={retry} size="sm" onClick={onCancel}>
            {t("signIn.failedRetry")}
          </Button>
          {onEditApp && (
            <Button size="sm" onClick={onEditApp}>
              {t("signIn.editApp")}
            </Button>
          )}
        </>
      }
    />
  );
}

/** What happened in our words, then what the provider or the core said about it. */
export function FailureBanner(props: {
  failure: Pick<Failure, "code" | "message"> & { hint?: string | null | undefined };
  actions?: React.ReactNode;
}) {
  const { t } = useTranslation(["oauth", "reasons"]);
  const { failure, actions } = props;
  const title = errorTitle(t, failure.code, failure.message);
  const said = failure.message && failure.message !== title ? failure.message : undefined;
  return (
    <div role="alert">
      <Banner tone="bad" title={title} actions={actions}>
        {[said, failure.hint].filter(Boolean).join(" ")}
      </Banner>
    </div>
  );
}
