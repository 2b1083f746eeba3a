import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";
import { useMediaQuery } from "./media-query";
import { ResizeHandle } from "./resize-handle";
import { useStoredNumber } from "./stored-number";

interface SplitViewProps {
  list: ReactNode;
  /** null while nothing is selected. */
  detail: ReactNode | null;
  listLabel: string;
  detailLabel: string;
  /** Under which the width is remembered. */
  storageKey: string;
}

const LEAST = 280;

/**
 * A list and the detail of what is selected in it, with a border to drag (or to move with arrow
 * keys). Under 900 px only one of them is shown: the detail when there is one.
 */
export function SplitView(props: SplitViewProps) {
  const { t } = useTranslation("kit");
  const wide = useMediaQuery("(min-width: 900px)");
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useStoredNumber(`split.${props.storageKey}`, 400);
  const both = wide && props.detail !== null;
  return (
    <div ref={frame} className="flex min-h-0 flex-1 border-t border-line">
      {(wide || props.detail === null) && (
        <section
          aria-label={props.listLabel}
          data-region="list"
          className={cx("flex min-h-0 min-w-0 flex-col", both ? "max-w-[60%] shrink-0" : "flex-1")}
          style={both ? { width } : undefined}
        >
          {props.list}
        </section>
      )}
      {both && (
        <ResizeHandle
          label={t("resizeList")}
          value={width}
          min={LEAST}
          max={Math.max(LEAST, (frame.current?.clientWidth ?? 1200) * 0.6)}
          onValueChange={setWidth}
        />
      )}
      {props.detail !== null && (
        <aside
          aria-label={props.detailLabel}
          data-region="detail"
          className="flex min-h-0 min-w-0 flex-1 flex-col"
        >
          {props.detail}
        </aside>
      )}
    </div>
  );
}
