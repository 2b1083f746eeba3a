/** Gives a credential another name. Flows keep using it: they know it by its id. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, failureText, TextField, useToasts } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { CredentialView } from "../../protocol";

export function RenameDialog({
  credential,
  onClose,
}: {
  credential: CredentialView;
  onClose: () => void;
}) {
  const { t } = useTranslation("credentials");
  const toasts = useToasts();
  const renaming = useMutationOperation("credential.rename");
  const [name, setName] = useState(credential.name);
  const [tried, setTried] = useState(false);
  const before = credential.name;
  const next = name.trim();
  const undo = () =>
    renaming.mutate(
      { credential: credential.id, name: before },
      { onError: (failure) => toasts.show({ tone: "bad", title: failureText(t, failure).title }) },
    );
  const rename = () => {
    setTried(true);
    if (next === "") return;
    if (next === before) return onClose();
    renaming.mutate(
      { credential: credential.id, name: next, version: credential.version },
      {
        onSuccess: () => {
          toasts.show({
            title: t("rename.done", { name: next }),
            action: { label: t("guard.undo"), onClick: undo },
          });
          onClose();
        },
      },
    );
  };
  const refused = renaming.error ? failureText(t, renaming.error) : null;
  const error = tried && next === "" ? t("rename.missing") : refused?.title;
  return (
    <Dialog
      open
      width="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("rename.title")}
      footer={
        <>
          <Button onClick={onClose}>{t("editor.cancel")}</Button>
          <Button variant="primary" busy={renaming.isPending} onClick={rename}>
            {t("rename.confirm")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("form.name.label")}
        required
        maxLength={200}
        value={name}
        error={error}
        help={refused?.hint}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onValueChange={setName}
        onKeyDown={(event) => event.key === "Enter" && rename()}
      />
    </Dialog>
  );
}
