import { Eye, EyeOff } from "lucide-react";
import { type ClipboardEvent, type ComponentProps, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announcer";
import { cx } from "./cx";
import { Field, type FieldProps, INPUT, splitFieldProps } from "./field";
import { IconButton } from "./icon-button";

type Native = Omit<
  ComponentProps<"input">,
  "onChange" | "value" | "className" | "required" | "type"
>;

export interface SecretFieldProps extends FieldProps, Native {
  value: string;
  onValueChange(value: string): void;
  /** For key files and other secrets of several lines. */
  multiline?: boolean;
}

/**
 * A secret that is being typed. Masked; the toggle reveals only what stands in this input. Pasting
 * drops the line end that terminals and editors add, and says so. Stored secrets never get here.
 */
export function SecretField(props: SecretFieldProps) {
  const { t } = useTranslation("kit");
  const { field, control } = splitFieldProps(props);
  const { value, onValueChange, multiline, id, ...native } = control;
  const [revealed, setRevealed] = useState(false);
  const { notice, handlers } = useTypingNotices(value, onValueChange, multiline ?? false);
  const toggle = (
    <IconButton
      icon={revealed ? EyeOff : Eye}
      label={
        revealed
          ? t("secret.hide", { label: field.label })
          : t("secret.show", { label: field.label })
      }
      aria-pressed={revealed}
      onClick={() => setRevealed(!revealed)}
    />
  );
  const shared = {
    spellCheck: false,
    autoComplete: "off",
    autoCapitalize: "off",
    value,
    ...handlers,
  };
  return (
    <Field {...field} {...(id ? { id } : {})}>
      {(aria) => (
        <>
          <div className="relative flex">
            {multiline ? (
              <textarea
                {...(native as ComponentProps<"textarea">)}
                {...aria}
                {...shared}
                rows={5}
                className={cx(
                  INPUT,
                  "hairline-scroll resize-y py-1.5 pe-9 font-mono text-sm",
                  !revealed && "secret-mask",
                )}
              />
            ) : (
              <input
                {...native}
                {...aria}
                {...shared}
                type={revealed ? "text" : "password"}
                className={cx(INPUT, "pe-9", value && "font-mono")}
              />
            )}
            <div className="absolute end-0.5 top-0.5">{toggle}</div>
          </div>
          {notice && <p className="text-sm text-ink-muted">{notice}</p>}
        </>
      )}
    </Field>
  );
}

function useTypingNotices(
  value: string,
  onValueChange: (value: string) => void,
  multiline: boolean,
) {
  const { t } = useTranslation("kit");
  const [capsLock, setCapsLock] = useState(false);
  const [trimmed, setTrimmed] = useState(false);
  const watchCapsLock = (event: KeyboardEvent<HTMLElement>) =>
    setCapsLock(event.getModifierState("CapsLock"));
  const paste = (event: ClipboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData("text");
    const clean = text.replace(/[\r\n]+$/, "");
    setTrimmed(false);
    // A PEM block keeps its own line ends; a token or password never ends in one.
    if (multiline || clean === text) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const start = selectionStart ?? value.length;
    onValueChange(value.slice(0, start) + clean + value.slice(selectionEnd ?? value.length));
    setTrimmed(true);
    announce(t("secret.trimmed"));
  };
  const notice = capsLock ? t("secret.capsLock") : trimmed ? t("secret.trimmed") : undefined;
  const handlers = {
    onChange: (event: { target: { value: string } }) => {
      setTrimmed(false);
      onValueChange(event.target.value);
    },
    onKeyDown: watchCapsLock,
    onKeyUp: watchCapsLock,
    onBlur: () => setCapsLock(false),
    onPaste: paste,
  };
  return { notice, handlers };
}
