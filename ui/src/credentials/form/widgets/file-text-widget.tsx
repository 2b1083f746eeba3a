/**
 * Several lines: keys, certificates, JSON key files. Pasted, chosen as a file, or dropped; read in
 * this window and checked for size and armour before anything is sent.
 */
import type { WidgetProps } from "@rjsf/utils";
import { FileKey2, TriangleAlert } from "lucide-react";
import { type DragEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, Button, TextArea } from "../../../kit";
import { PickFileError, readTextFile, usePlatform } from "../../../platform";
import { armourLabel, findKeyTextProblem, fingerprint, KEY_FILE_MAX_BYTES } from "../key-text";
import { type Hints, hintsOf } from "../schema";
import { useStoredSecrets } from "../secrets";
import { fieldOf, TECHNICAL, useFieldProps } from "./field-props";
import { KeepStored, StoredSecretField } from "./stored-secret";

const ACCEPT = {
  private_key: ".pem,.key,.openssh,application/x-pem-file,text/plain",
  certificate: ".pem,.crt,.cer,.ca-bundle,application/x-pem-file,text/plain",
  json: ".json,application/json",
} as const;

type Trouble = NonNullable<ReturnType<typeof findKeyTextProblem>> | "unreadable";

export function FileTextWidget(props: WidgetProps) {
  const { t } = useTranslation("credentials");
  const stored = useStoredSecrets().find(props.name);
  const shown = useFieldProps(props);
  const file = useFileText(props);
  const hints = hintsOf(fieldOf(props));
  if (stored === "kept" || stored === "cleared") {
    return <StoredSecretField {...shown} name={props.name} cleared={stored === "cleared"} />;
  }
  const placeholder =
    hints.placeholder ?? (hints.file && hints.file !== "json" ? "-----BEGIN …" : undefined);
  return (
    <div>
      <TextArea
        {...shown}
        {...TECHNICAL}
        monospace
        rows={hints.file ? 5 : 4}
        value={file.text}
        onValueChange={(text) => file.type(text)}
        placeholder={placeholder}
        disabled={props.disabled}
        onDrop={file.drop}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-1.5">
        {hints.file && (
          <Button
            size="sm"
            aria-label={t("form.file.chooseFor", { field: props.label })}
            onClick={() => file.choose(hints.file)}
          >
            {t("form.file.choose")}
          </Button>
        )}
        {file.trouble ? (
          <p className="flex items-center gap-1.5 text-warn">
            <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
            {t(`form.file.problem.${file.trouble}`)}
          </p>
        ) : (
          <Recognized text={file.text} fileName={file.name} />
        )}
      </div>
      {stored === "replacing" && <KeepStored name={props.name} label={props.label} />}
    </div>
  );
}

/** The text, where it came from, and what speaks against it. */
function useFileText(props: WidgetProps) {
  const { t } = useTranslation("credentials");
  const platform = usePlatform();
  const [name, setName] = useState<string | null>(null);
  const [refused, setRefused] = useState<Trouble | null>(null);
  const text = typeof props.value === "string" ? props.value : "";

  const take = async (reading: Promise<{ name: string; text: string } | undefined>) => {
    try {
      const file = await reading;
      if (!file) return;
      setRefused(null);
      setName(file.name);
      props.onChange(file.text);
      announce(t("form.file.taken", { file: file.name }), "polite");
    } catch (error) {
      const reason = error instanceof PickFileError ? error.reason : "unreadable";
      setRefused(reason);
      announce(t(`form.file.problem.${reason}`), "assertive");
    }
  };
  return {
    text,
    name,
    trouble: refused ?? findKeyTextProblem(hintsOf(fieldOf(props)).file, text),
    type(next: string) {
      setRefused(null);
      setName(null);
      props.onChange(next === "" ? undefined : next);
    },
    choose(kind: Hints["file"]) {
      void take(
        platform.pickTextFile({
          accept: ACCEPT[kind ?? "private_key"],
          maxBytes: KEY_FILE_MAX_BYTES,
        }),
      );
    },
    drop(event: DragEvent) {
      const file = event.dataTransfer.files[0];
      if (!file) return;
      event.preventDefault();
      void take(readTextFile(file, KEY_FILE_MAX_BYTES));
    },
  };
}

/** What the text says it is, so that a person sees that the right file was taken. */
function Recognized({ text, fileName }: { text: string; fileName: string | null }) {
  const { t } = useTranslation("credentials");
  const [print, setPrint] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    setPrint(null);
    void fingerprint(text).then((found) => current && setPrint(found));
    return () => {
      current = false;
    };
  }, [text]);
  const label = armourLabel(text);
  if (!label) return fileName ? <p className="text-ink-muted">{fileName}</p> : null;
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-ink-muted">
      <FileKey2 aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        {fileName ? t("form.file.recognizedFrom", { label, file: fileName }) : label}
        {print && <code className="ms-2 font-mono text-sm">{print}</code>}
      </span>
    </p>
  );
}
