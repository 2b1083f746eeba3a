/** What stands in place of a stored secret: that it is saved, and what can be done about it. */
import { Lock } from "lucide-react";
import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field } from "../../../kit";
import { useStoredSecrets } from "../secrets";
import { focusField } from "../templates";
import type { FieldProps } from "./field-props";

/** After the field has changed its shape, focus stays in it. */
function focusAgain(within: RefObject<HTMLElement | null>, name: string): void {
  const root = within.current?.closest("[data-form]") ?? document;
  requestAnimationFrame(() => focusField(root, `/${name}`));
}

export function StoredSecretField(props: FieldProps & { name: string; cleared: boolean }) {
  const { t } = useTranslation("credentials");
  const { replace, keep, clear, clearable } = useStoredSecrets();
  const ref = useRef<HTMLDivElement>(null);
  const { name, cleared, required: _required, optional: _optional, ...shown } = props;
  const change = (action: (field: string) => void) => {
    focusAgain(ref, name);
    action(name);
  };
  return (
    <Field {...shown} optional={clearable(name)}>
      {(aria) => (
        <div
          ref={ref}
          className="flex min-h-8 flex-wrap items-center gap-2 rounded-md border border-line bg-surface py-0.5 ps-2.5 pe-1"
        >
          <Lock aria-hidden="true" className="size-3.5 shrink-0 text-ink-muted" />
          <span className="grow text-ink-muted">
            {t(cleared ? "form.secret.willClear" : "form.secret.saved")}
          </span>
          <Button
            {...aria}
            size="sm"
            aria-label={t(cleared ? "form.secret.keepFor" : "form.secret.replaceFor", {
              field: props.label,
            })}
            onClick={() => change(cleared ? keep : replace)}
          >
            {t(cleared ? "form.secret.keep" : "form.secret.replace")}
          </Button>
          {!cleared && clearable(name) && (
            <Button
              size="sm"
              variant="ghost"
              aria-label={t("form.secret.clearFor", { field: props.label })}
              onClick={() => change(clear)}
            >
              {t("form.secret.clear")}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}

/** The way back from a replacement that was opened. */
export function KeepStored({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation("credentials");
  const { keep } = useStoredSecrets();
  const ref = useRef<HTMLDivElement>(null);
  return (
    <div ref={ref} className="pt-1">
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("form.secret.keepFor", { field: label })}
        onClick={() => {
          focusAgain(ref, name);
          keep(name);
        }}
      >
        {t("form.secret.keepSaved")}
      </Button>
    </div>
  );
}
