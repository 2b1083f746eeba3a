/**
 * Puts another credential of the same connector in the place of this one: picker, preview, then the
 * change. Only credentials that active steps may use are offered.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Banner,
  Button,
  Combobox,
  Dialog,
  ErrorState,
  failureText,
  Loading,
  StatusBadge,
  useToasts,
} from "../../kit";
import {
  type OperationFailure,
  useMutationOperation,
  usePagedOperation,
  usePlatform,
} from "../../platform";
import type { CredentialView, FlowUse } from "../../protocol";
import { mayBeUsed } from "../parts/states";

interface Props {
  credential: CredentialView;
  /** Only in this flow; absent: everywhere. */
  flow?: FlowUse | undefined;
  onClose: () => void;
}

export function ReplaceDialog({ credential, flow, onClose }: Props) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const [chosen, setChosen] = useState<CredentialView | undefined>();
  const [tried, setTried] = useState(false);
  const { choices, query } = useChoices(credential);
  const replacing = useMutationOperation("credential.replace");
  const only = flow ? [flow.id] : [];
  const replace = () => {
    setTried(true);
    if (!chosen) return;
    replacing.mutate(
      { credential: credential.id, with: chosen.id, flows: only },
      {
        onSuccess: ({ flows: changed }) => {
          const names = { from: credential.name, to: chosen.name, count: changed.length };
          toasts.show({ title: t("replace.done", names) });
          onClose();
        },
      },
    );
  };
  const failure = replacing.error && failureText(t, replacing.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("replace.title", { name: credential.name })}
      description={flow ? t("replace.textIn", { flow: flow.name }) : t("replace.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("editor.cancel")}</Button>
          <Button variant="primary" busy={replacing.isPending} onClick={replace}>
            {t("replace.confirm")}
          </Button>
        </>
      }
    >
      <div className="flex min-h-56 flex-col gap-4">
        {query.error && (
          <ErrorState
            failure={query.error as OperationFailure}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isPending && <Loading rows={2} />}
        {query.isSuccess && choices.length === 0 && (
          <Banner tone="info" title={t("replace.none.title")}>
            {t("replace.none.text")}
          </Banner>
        )}
        {choices.length > 0 && (
          <Combobox<CredentialView>
            label={t("replace.with")}
            help={t("replace.help")}
            items={choices}
            itemToString={(item) => item.name}
            itemToKey={(item) => item.id}
            renderItem={(item) => <Choice credential={item} />}
            value={chosen}
            onValueChange={setChosen}
            emptyText={t("replace.noMatch")}
            error={tried && !chosen ? t("replace.missing") : undefined}
            required
            autoFocus
          />
        )}
        {chosen && <Preview credential={credential.id} with={chosen.id} flows={only} />}
        {failure && (
          <div role="alert">
            <Banner tone="bad" title={failure.title}>
              {failure.hint}
            </Banner>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Choice({ credential }: { credential: CredentialView }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{credential.name}</span>
        <span className="block truncate text-sm text-ink-muted">
          {credential.target ?? credential.account}
        </span>
      </span>
      <StatusBadge state={credential.state} />
    </span>
  );
}

function useChoices(credential: CredentialView) {
  const { items, query } = usePagedOperation("credential.list", {
    connector: credential.connector,
    limit: 1000,
  });
  const choices = useMemo(
    () => items.filter((item) => item.id !== credential.id && mayBeUsed(item.state)),
    [items, credential.id],
  );
  return { choices, query };
}

/** What would change, asked of the core; nothing is changed by asking. */
function Preview(props: { credential: string; with: string; flows: string[] }) {
  const { t } = useTranslation("credentials");
  const platform = usePlatform();
  const preview = useQuery({
    queryKey: ["credentials", "credential.replace", "preview", props],
    queryFn: () => platform.call("credential.replace", { ...props, preview: true }),
  });
  if (preview.isPending) return <Loading rows={2} rowHeight={28} />;
  if (preview.error) {
    const { title, hint } = failureText(t, preview.error as OperationFailure);
    return (
      <Banner tone="bad" title={title}>
        {hint}
      </Banner>
    );
  }
  const { flows } = preview.data;
  return (
    <div>
      <h3 className="font-semibold">{t("replace.preview", { count: flows.length })}</h3>
      <ul className="mt-1 rounded-lg border border-line">
        {flows.map((flow) => (
          <li key={flow.id} className="border-line px-3 py-1.5 not-last:border-b">
            <span className="font-medium wrap-anywhere">{flow.name}</span>{" "}
            <span className="text-sm text-ink-muted wrap-anywhere">
              {t(flow.active ? "usage.active" : "usage.inactive")}
              {" · "}
              {t("usage.steps", { count: flow.steps.length, steps: flow.steps.join(", ") })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
