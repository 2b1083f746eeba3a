import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner, formatDateTime, sentences } from "../kit";
import { useOperation } from "../platform";

/** That the record is what it was when it was written; nothing while it is not known. */
export function ChainLine() {
  const { t, i18n } = useTranslation("activity");
  const { data: chain } = useOperation("activity.verify", {});
  if (!chain?.intact || !chain.up_to) return null;
  return (
    <span className="flex items-center gap-1.5 text-good">
      <ShieldCheck aria-hidden="true" className="size-4 shrink-0" />
      {t("chain.intact", { at: formatDateTime(chain.up_to, i18n.language), count: chain.entries })}
    </span>
  );
}

/** That somebody or something has changed the record. */
export function BrokenChain() {
  const { t } = useTranslation("activity");
  const { data: chain } = useOperation("activity.verify", {});
  if (!chain || chain.intact) return null;
  return (
    <Banner
      tone="bad"
      title={t("chain.broken", { seq: chain.broken_at ?? 0 })}
      className="mx-6 mb-3 max-sm:mx-4"
    >
      {sentences(chain.problem, t("chain.brokenHint"))}
    </Banner>
  );
}
