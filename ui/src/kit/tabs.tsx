import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface TabItem<V extends string> {
  value: V;
  label: string;
  count?: number | undefined;
  content: ReactNode;
}

interface TabsProps<V extends string> {
  /** What the tabs are about, for screen readers. */
  label: string;
  value: V;
  onValueChange(value: V): void;
  tabs: readonly TabItem<V>[];
}

/** Parts of one thing, one at a time. */
export function Tabs<V extends string>(props: TabsProps<V>) {
  return (
    <Base.Root
      value={props.value}
      onValueChange={(value) => props.onValueChange(value as V)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Base.List aria-label={props.label} className="flex gap-1 border-b border-line px-3">
        {props.tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="focus-inset -mb-px flex min-h-8 items-center gap-1.5 rounded-t-md border-b-2 border-transparent px-2 text-ink-muted hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && <span className="text-sm text-ink-faint">{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {props.tabs.map((tab) => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          className="focus-inset hairline-scroll min-h-0 flex-1 overflow-y-auto"
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
