import { LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

/** Something is under way. With reduced motion it stands still, so there are always words. */
export function Spinner(props: { label?: string; hideLabel?: boolean; className?: string }) {
  const { t } = useTranslation("kit");
  return (
    <span className={cx("inline-flex items-center gap-2 text-ink-muted", props.className)}>
      <LoaderCircle aria-hidden="true" className="spin size-4 shrink-0" />
      <span className={props.hideLabel ? "sr-only motion-reduce:not-sr-only" : undefined}>
        {props.label ?? t("working")}
      </span>
    </span>
  );
}
