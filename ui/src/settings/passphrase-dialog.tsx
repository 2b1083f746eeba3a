import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, failureText, SecretField, sentences, useToasts } from "../kit";
import { useMutationOperation } from "../platform";
import { NewPassphraseFields, problemWith } from "../vault/new-passphrase";

/** Adds a passphrase, or changes it. The present one is asked for when there is one. */
export function PassphraseDialog(props: { hasPassphrase: boolean; onClose(): void }) {
  const { t } = useTranslation("settings");
  const toasts = useToasts();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState({ first: "", second: "" });
  const [tried, setTried] = useState(false);
  const set = useMutationOperation("vault.set_passphrase");
  const failure = set.error && failureText(t, set.error);
  const refusal = failure ? sentences(failure.title, failure.hint) : undefined;
  const wrongCurrent = set.error?.code === "vault.wrong_key";
  const missing = tried && props.hasPassphrase && !current;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problemWith(next) || (props.hasPassphrase && !current)) return;
    const request = { new: next.first, ...(props.hasPassphrase ? { current } : {}) };
    set.mutate(request, {
      onSuccess: () => {
        props.onClose();
        toasts.show({ tone: "good", title: t("passphrase.done") });
      },
    });
  };
  return (
    <Dialog
      open
      width="sm"
      onOpenChange={(open) => !open && props.onClose()}
      title={props.hasPassphrase ? t("passphrase.changeTitle") : t("passphrase.addTitle")}
      footer={
        <>
          <Button onClick={props.onClose}>{t("cancel")}</Button>
          <Button type="submit" form="set-passphrase" variant="primary" busy={set.isPending}>
            {t("passphrase.save")}
          </Button>
        </>
      }
    >
      <form id="set-passphrase" onSubmit={submit} noValidate className="flex flex-col gap-4">
        {props.hasPassphrase && (
          <SecretField
            label={t("passphrase.current")}
            value={current}
            onValueChange={setCurrent}
            error={missing ? t("passphrase.currentMissing") : wrongCurrent ? refusal : undefined}
            autoComplete="current-password"
            required
          />
        )}
        <NewPassphraseFields
          value={next}
          onValueChange={setNext}
          problem={tried ? problemWith(next) : undefined}
          refused={wrongCurrent ? undefined : refusal}
        />
      </form>
    </Dialog>
  );
}
