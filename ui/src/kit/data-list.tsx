import type { ReactNode } from "react";

/** Labels and values. Values can be selected and wrap anywhere. */
export function DataList(props: { items: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 max-[420px]:grid-cols-1">
      {props.items.map((item) => (
        <div key={item.label} className="contents">
          <dt className="text-ink-muted">{item.label}</dt>
          <dd className="wrap-anywhere max-[420px]:mb-1.5">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
