import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Details that most people do not need, one press away. */
export function Disclosure(props: { label: string; defaultOpen?: boolean; children: ReactNode }) {
  return (
    <Collapsible.Root defaultOpen={props.defaultOpen ?? false}>
      <Collapsible.Trigger className="group -ms-1 flex min-h-7 items-center gap-1 rounded-md px-1 font-medium text-ink-muted hover:text-ink">
        <ChevronRight
          aria-hidden="true"
          className="size-4 transition-transform group-data-panel-open:rotate-90 rtl:-scale-x-100"
        />
        {props.label}
      </Collapsible.Trigger>
      <Collapsible.Panel className="pt-2">{props.children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
