import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announcer";
import { Button } from "./button";

/** Copies a text that is not secret, and says that it did. */
export function CopyButton(props: { text: string; label: string; size?: "sm" | "md" }) {
  const { t } = useTranslation("kit");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      announce(t("copied"));
    } catch {
      announce(t("copyFailed"), "assertive");
    }
  };
  return (
    <Button icon={copied ? Check : Copy} size={props.size ?? "md"} onClick={copy}>
      {copied ? t("copied") : props.label}
    </Button>
  );
}
