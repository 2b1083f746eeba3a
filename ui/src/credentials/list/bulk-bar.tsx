/** What can be done with several credentials at once. */
import { ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, failureText, useToasts } from "../../kit";
import { OperationFailure } from "../../platform";
import type { CredentialView } from "../../protocol";
import { useBulkCheck } from "../checks/use-stored-check";
import { BulkDelete } from "../guard/bulk-delete";

interface Props {
  chosen: CredentialView[];
  archived: boolean;
  onClear: () => void;
}

export function BulkBar({ chosen, archived, onClear }: Props) {
  const { t } = useTranslation("credentials");
  const [deleting, setDeleting] = useState<CredentialView[] | null>(null);
  const { progress, verify, cancel } = useBulkVerify();
  return (
    <section
      aria-label={t("bulk.region")}
      className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-3 py-1.5"
    >
      <span className="me-auto font-medium">
        {progress
          ? t("bulk.verifying", { done: progress.done, total: progress.total })
          : t("bulk.selected", { count: chosen.length })}
      </span>
      {progress ? (
        <Button size="sm" onClick={cancel}>
          {t("check.cancel")}
        </Button>
      ) : (
        <>
          {!archived && (
            <>
              <Button size="sm" icon={ShieldCheck} onClick={() => void verify(chosen)}>
                {t("bulk.verify")}
              </Button>
              <Button size="sm" icon={Trash2} onClick={() => setDeleting(chosen)}>
                {t("bulk.delete")}
              </Button>
            </>
          )}
          <Button size="sm" variant="ghost" onClick={onClear}>
            {t("bulk.clear")}
          </Button>
        </>
      )}
      {deleting && (
        <BulkDelete credentials={deleting} onClose={() => setDeleting(null)} onDone={onClear} />
      )}
    </section>
  );
}

function useBulkVerify() {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const { progress, verify, cancel } = useBulkCheck();
  const run = async (chosen: CredentialView[]) => {
    try {
      const results = await verify(chosen.map(({ id }) => id));
      const failed = results.filter(({ outcome }) => outcome === "failed");
      const passed = results.filter(({ outcome }) => outcome === "passed").length;
      toasts.show({
        tone: failed.length > 0 ? "bad" : "good",
        title: t(failed.length > 0 ? "bulk.someFailed" : "bulk.allPassed", {
          count: failed.length > 0 ? failed.length : passed,
          total: results.length,
        }),
        description: failed.length > 0 ? failed.map(({ name }) => name).join(", ") : undefined,
      });
    } catch (failure) {
      if (!(failure instanceof OperationFailure)) throw failure;
      const { title, hint } = failureText(t, failure);
      toasts.show({ tone: "bad", title, description: hint });
    }
  };
  return { progress, verify: run, cancel };
}
