/** The active flows that keep a credential from being deleted, and what can be done about each. */
import { useTranslation } from "react-i18next";
import { Button, failureText, TextLink, useToasts } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { CredentialView, FlowUse } from "../../protocol";

interface Props {
  credential: CredentialView;
  flows: FlowUse[];
  onReplace: (where: FlowUse | "everywhere") => void;
  onQuarantined: () => void;
}

export function UsedByActive({ credential, flows, onReplace, onQuarantined }: Props) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const quarantining = useMutationOperation("credential.quarantine");
  const quarantine = () =>
    quarantining.mutate(
      { credential: credential.id, version: credential.version },
      {
        onSuccess: () => {
          toasts.show({ title: t("actions.quarantined", { name: credential.name }) });
          onQuarantined();
        },
        onError: (failure) => toasts.show({ tone: "bad", title: failureText(t, failure).title }),
      },
    );
  return (
    <div className="flex flex-col gap-3 pt-1">
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onReplace("everywhere")}>
          {t("guard.blocked.replaceEverywhere")}
        </Button>
        {credential.state !== "quarantined" && (
          <Button size="sm" busy={quarantining.isPending} onClick={quarantine}>
            {t("guard.blocked.quarantine")}
          </Button>
        )}
      </div>
      <ul aria-label={t("guard.blocked.flows")} className="rounded-lg border border-line">
        {flows.map((flow) => (
          <ActiveFlow key={flow.id} flow={flow} onReplace={() => onReplace(flow)} />
        ))}
      </ul>
    </div>
  );
}

function ActiveFlow({ flow, onReplace }: { flow: FlowUse; onReplace: () => void }) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const pausing = useMutationOperation("flow.pause");
  const activating = useMutationOperation("flow.activate");
  const fail = {
    onError: (failure: Parameters<typeof failureText>[1]) =>
      toasts.show({ tone: "bad", title: failureText(t, failure).title }),
  };
  const pause = () =>
    pausing.mutate(
      { flow: flow.id },
      {
        ...fail,
        onSuccess: () =>
          toasts.show({
            title: t("guard.blocked.paused", { name: flow.name }),
            action: {
              label: t("guard.undo"),
              onClick: () => activating.mutate({ flow: flow.id }, fail),
            },
          }),
      },
    );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line px-3 py-2 not-last:border-b">
      <div className="min-w-40 flex-1">
        <TextLink
          to="/flows/$flowId"
          params={{ flowId: flow.id }}
          className="font-medium wrap-anywhere"
        >
          {flow.name}
        </TextLink>
        <p className="text-sm text-ink-muted wrap-anywhere">
          {t("usage.steps", { count: flow.steps.length, steps: flow.steps.join(", ") })}
        </p>
      </div>
      <Button
        size="sm"
        aria-label={t("guard.blocked.replaceIn", { flow: flow.name })}
        onClick={onReplace}
      >
        {t("guard.blocked.replace")}
      </Button>
      <Button
        size="sm"
        busy={pausing.isPending}
        aria-label={t("guard.blocked.pauseFlow", { flow: flow.name })}
        onClick={pause}
      >
        {t("guard.blocked.pause")}
      </Button>
    </li>
  );
}
