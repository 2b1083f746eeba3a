/** Why a flow was not activated: each step with its cause, the hint, and where to put it right. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce, Banner, Button, ButtonLink, ended, TextLink } from "../../kit";
import type { StepProblem } from "../../protocol";
import { useDialogs } from "../../shell/dialogs";

interface Props {
  name: string;
  flowId: string;
  problems: StepProblem[];
  /** The connector of a step, where it is known: then its credential can be opened. */
  connectorOf?: (step: string) => string | undefined;
  /** On the flow's own page: goes to the step. */
  onStep?: (step: string) => void;
  onClose: () => void;
}

export function ProblemsBanner(props: Props) {
  const { name, flowId, problems, onStep, onClose } = props;
  const { t } = useTranslation("flows");
  const spoken = useRef(false);
  useEffect(() => {
    if (spoken.current) return;
    spoken.current = true;
    announce(t("notReady.title", { name, count: problems.length }), "assertive");
  }, [t, name, problems.length]);
  return (
    <Banner
      tone="bad"
      title={t("notReady.title", { name, count: problems.length })}
      actions={
        <>
          {!onStep && (
            <ButtonLink size="sm" to="/flows/$flowId" params={{ flowId }}>
              {t("notReady.open")}
            </ButtonLink>
          )}
          <Button size="sm" onClick={onClose}>
            {t("notReady.close")}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-1.5 pt-1">
        {problems.map((problem) => (
          <li key={`${problem.step}-${problem.reason}`} className="wrap-anywhere text-ink">
            {onStep ? (
              <button
                type="button"
                className="min-h-6 font-medium underline underline-offset-2"
                onClick={() => onStep(problem.step)}
              >
                {t("notReady.step", { step: problem.step })}
              </button>
            ) : (
              <span className="font-medium">{t("notReady.step", { step: problem.step })}</span>
            )}{" "}
            {ended(problem.message)} <span className="text-ink-muted">{problem.hint}</span>
            <Fix problem={problem} connectorOf={props.connectorOf} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** What puts it right: reconnecting where that is it, else the way to the credential. */
function Fix({ problem, connectorOf }: { problem: StepProblem } & Pick<Props, "connectorOf">) {
  const { t } = useTranslation("flows");
  const dialogs = useDialogs();
  const connectorId = connectorOf?.(problem.step);
  const { credential } = problem;
  if (credential && problem.reason === "credential_disconnected") {
    return (
      <div className="pt-1">
        <Button size="sm" onClick={() => dialogs.openReconnect(credential.id)}>
          {t("notReady.reconnect", { name: credential.name })}
        </Button>
      </div>
    );
  }
  if (!credential || !connectorId || problem.reason === "credential_other_connector") return null;
  return (
    <>
      {" "}
      <TextLink
        to="/credentials/$connectorId/$credentialId"
        params={{ connectorId, credentialId: credential.id }}
      >
        {t("notReady.credential", { name: credential.name })}
      </TextLink>
    </>
  );
}
