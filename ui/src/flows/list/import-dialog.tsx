/** Imports a flow from a JSON document. YAML is for the command line. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, TextArea, useToasts } from "../../kit";
import { PickFileError, useMutationOperation, usePlatform } from "../../platform";
import { parseDocument } from "../parts/document";
import { SaveFailure } from "../parts/save-failure";

const MAX_BYTES = 1024 * 1024;

interface Props {
  onClose: () => void;
  onImported: (flowId: string) => void;
}

export function ImportDialog({ onClose, onImported }: Props) {
  const { t } = useTranslation("flows");
  const toasts = useToasts();
  const platform = usePlatform();
  const saving = useMutationOperation("flow.save");
  const [text, setText] = useState("");
  const [error, setError] = useState<string | undefined>();
  const choose = async () => {
    try {
      const file = await platform.pickTextFile({
        accept: ".json,application/json",
        maxBytes: MAX_BYTES,
      });
      if (!file) return;
      setText(file.text);
      setError(undefined);
    } catch (failure) {
      setError(
        t(failure instanceof PickFileError ? `import.${failure.reason}` : "import.unreadable"),
      );
    }
  };
  const save = () => {
    const document = parseDocument(text);
    if (!document) return setError(t("import.notJson"));
    setError(undefined);
    saving.mutate(
      { document },
      {
        onSuccess: ({ flow }) => {
          toasts.show({ tone: "good", title: t("import.done", { name: flow.name }) });
          onImported(flow.id);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("import.title")}
      description={t("import.text")}
      footer={
        <>
          <Button className="me-auto" onClick={() => void choose()}>
            {t("import.choose")}
          </Button>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" busy={saving.isPending} onClick={save}>
            {t("import.confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextArea
          label={t("import.document")}
          required
          monospace
          rows={14}
          value={text}
          error={error}
          onValueChange={(next) => {
            setText(next);
            setError(undefined);
          }}
        />
        {saving.error && <SaveFailure failure={saving.error} />}
      </div>
    </Dialog>
  );
}
