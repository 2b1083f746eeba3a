import { CircleCheck, Info, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

type BannerTone = "info" | "good" | "warn" | "bad";

const TONE: Record<BannerTone, { icon: LucideIcon; frame: string; colour: string }> = {
  info: { icon: Info, frame: "border-line bg-neutral-soft", colour: "text-ink-muted" },
  good: { icon: CircleCheck, frame: "border-good/30 bg-good-soft", colour: "text-good" },
  warn: { icon: TriangleAlert, frame: "border-warn/30 bg-warn-soft", colour: "text-warn" },
  bad: { icon: OctagonAlert, frame: "border-bad/30 bg-bad-soft", colour: "text-bad" },
};

/** What a person should know about this screen, where it matters. */
export function Banner(props: {
  tone?: BannerTone;
  title: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  const { icon: Icon, frame, colour } = TONE[props.tone ?? "info"];
  return (
    <section
      className={cx(
        "flex items-start gap-2.5 rounded-lg border px-3 py-2.5",
        frame,
        props.className,
      )}
    >
      <Icon aria-hidden="true" className={cx("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-medium">{props.title}</p>
        {props.children && <div className="text-ink-muted">{props.children}</div>}
        {props.actions && <div className="mt-2 flex flex-wrap gap-2">{props.actions}</div>}
      </div>
    </section>
  );
}
