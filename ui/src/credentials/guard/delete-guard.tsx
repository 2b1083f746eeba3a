/**
 * Deleting one credential. The core decides, in one transaction; this dialog explains its refusal and
 * offers the ways out. When the last obstacle goes, it changes in place to the question.
 */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  AlertDialog,
  announce,
  Banner,
  Checkbox,
  ErrorState,
  failureText,
  Loading,
  useToasts,
} from "../../kit";
import { type OperationFailure, useMutationOperation, useOperation } from "../../platform";
import type { CredentialView, FlowUse } from "../../protocol";
import { useDialogs } from "../../shell/dialogs";
import { ReplaceDialog } from "./replace-dialog";
import { UsedByActive } from "./used-by-active";

interface Props {
  credential: CredentialView;
  onClose: () => void;
  /** The row is gone; the list chooses what to show next. */
  onDeleted: () => void;
}

export function DeleteGuard({ credential, onClose, onDeleted }: Props) {
  const { t } = useTranslation("credentials");
  const usage = useOperation("credential.usage", { credential: credential.id });
  const removal = useRemoval(credential, () => {
    onDeleted();
    onClose();
  });
  const [replaceIn, setReplaceIn] = useState<FlowUse | "everywhere" | null>(null);
  const flows = usage.data?.flows ?? [];
  const active = flows.filter((flow) => flow.active);
  const blocked = active.length > 0;
  useSpokenRelease(blocked, usage.isSuccess);
  const { name } = credential;

  if (!usage.data) {
    return (
      <AlertDialog
        open
        onOpenChange={onClose}
        title={t("guard.looking", { name })}
        cancelLabel={t("guard.close")}
      >
        {usage.error ? (
          <ErrorState failure={usage.error} onRetry={() => void usage.refetch()} />
        ) : (
          <Loading rows={2} rowHeight={28} />
        )}
      </AlertDialog>
    );
  }
  return (
    <AlertDialog
      open
      width="md"
      onOpenChange={(open) => !open && onClose()}
      title={blocked ? t("guard.blocked.title", { name }) : t("guard.confirm.title", { name })}
      description={<Explanation blocked={active.length} inactive={flows.length - active.length} />}
      cancelLabel={blocked ? t("guard.close") : t("guard.cancel")}
      confirmLabel={blocked ? undefined : t("guard.confirm.delete", { name })}
      confirmVariant="danger"
      busy={removal.busy}
      onConfirm={removal.remove}
    >
      {blocked ? (
        <UsedByActive
          credential={credential}
          flows={active}
          onReplace={setReplaceIn}
          onQuarantined={onClose}
        />
      ) : (
        <>
          <InactiveFlows flows={flows} />
          {credential.grant && (
            <Checkbox
              label={t("guard.confirm.signOut")}
              help={t("guard.confirm.signOutHelp")}
              checked={removal.signsOut}
              onCheckedChange={removal.setSignsOut}
            />
          )}
        </>
      )}
      {removal.failure && <Refused failure={removal.failure} />}
      {replaceIn && (
        <ReplaceDialog
          credential={credential}
          flow={replaceIn === "everywhere" ? undefined : replaceIn}
          onClose={() => setReplaceIn(null)}
        />
      )}
    </AlertDialog>
  );
}

function Explanation({ blocked, inactive }: { blocked: number; inactive: number }) {
  const { t } = useTranslation("credentials");
  const { data: settings } = useOperation("setting.get", {});
  if (blocked > 0) return t("guard.blocked.text", { count: blocked });
  const days = settings?.archive_days ?? 30;
  const archive = t("guard.confirm.archive", { count: days });
  return inactive > 0 ? `${archive} ${t("guard.confirm.inactive", { count: inactive })}` : archive;
}

function InactiveFlows({ flows }: { flows: FlowUse[] }) {
  if (flows.length === 0) return null;
  return (
    <ul className="list-disc ps-5">
      {flows.map((flow) => (
        <li key={flow.id} className="wrap-anywhere">
          {flow.name}
        </li>
      ))}
    </ul>
  );
}

function Refused({ failure }: { failure: OperationFailure }) {
  const { t } = useTranslation("credentials");
  const { title, hint } = failureText(t, failure);
  return (
    <div role="alert">
      <Banner tone="bad" title={title}>
        {hint}
      </Banner>
    </div>
  );
}

/** Sends the deletion; `credential.in_use` only makes the dialog look again. */
function useRemoval(credential: CredentialView, onDone: () => void) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const deleting = useMutationOperation("credential.delete");
  const restoring = useMutationOperation("credential.restore");
  const usage = useOperation("credential.usage", { credential: credential.id });
  const dialogs = useDialogs();
  const [signsOut, setSignsOut] = useState(true);
  const { id, name } = credential;
  const ends = Boolean(credential.grant) && signsOut;
  const undo = () =>
    restoring.mutate(
      { credential: id },
      {
        onSuccess: () =>
          toasts.show(
            ends
              ? {
                  title: t("guard.restoredEnded", { name }),
                  action: {
                    label: t("actions.reconnect"),
                    onClick: () => dialogs.openReconnect(id),
                  },
                }
              : { title: t("guard.restored", { name }) },
          ),
        onError: (failure) => toasts.show({ tone: "bad", title: failureText(t, failure).title }),
      },
    );
  const remove = () =>
    deleting.mutate(
      { credential: id, version: credential.version, keep_grant: !signsOut },
      {
        onSuccess: ({ revocation }) => {
          toasts.show({
            title: t("guard.deleted", { name }),
            description: revocation ? t(`guard.revocation.${revocation.outcome}`) : undefined,
            action: { label: t("guard.undo"), onClick: undo },
          });
          onDone();
        },
        onError: (failure) => {
          if (failure.code === "credential.in_use") void usage.refetch();
        },
      },
    );
  const failure = deleting.error?.code === "credential.in_use" ? null : deleting.error;
  return { remove, busy: deleting.isPending, failure, signsOut, setSignsOut };
}

/** Says that the dialog has changed under the person's hands. */
function useSpokenRelease(blocked: boolean, ready: boolean): void {
  const { t } = useTranslation("credentials");
  const before = useRef<boolean | null>(null);
  useEffect(() => {
    if (!ready) return;
    if (before.current === true && !blocked) announce(t("guard.released"), "polite");
    before.current = blocked;
  }, [t, blocked, ready]);
}
