import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { cx } from "./cx";
import { KeyHint } from "./key-hint";
import type { Keys } from "./keys";
import { ITEM, POPUP } from "./popup-style";

export interface MenuAction {
  id: string;
  label: string;
  icon?: LucideIcon;
  keys?: Keys;
  danger?: boolean;
  /** Why it cannot be used now; shown under its label. */
  disabledReason?: string | undefined;
  onSelect(): void;
}
export type MenuItem = MenuAction | { separator: true };

/** A button's menu. */
export function Menu(props: { trigger: ReactElement; items: readonly MenuItem[] }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className={cx(POPUP, "min-w-48")}>
            <Items items={props.items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same actions at the pointer, or with Shift+F10. Everything in it must be reachable elsewhere. */
export function ContextMenu(props: { items: readonly MenuItem[]; children: ReactElement }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={props.children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="z-50">
          <BaseContext.Popup className={cx(POPUP, "min-w-48")}>
            <Items items={props.items} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

function Items(props: { items: readonly MenuItem[] }) {
  return props.items.map((item, index) =>
    "separator" in item ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity of their own
      <Base.Separator key={`separator-${index}`} className="mx-2 my-1 h-px bg-line" />
    ) : (
      <Base.Item
        key={item.id}
        disabled={Boolean(item.disabledReason)}
        onClick={item.onSelect}
        className={cx(ITEM, item.danger && "text-bad")}
      >
        {item.icon ? (
          <item.icon aria-hidden="true" className="size-4 shrink-0 opacity-80" />
        ) : (
          <span className="w-4 shrink-0" />
        )}
        <span className="min-w-0 flex-1">
          {item.label}
          {item.disabledReason && <span className="block text-xs">{item.disabledReason}</span>}
        </span>
        {item.keys && <KeyHint keys={item.keys} className="ms-4" />}
      </Base.Item>
    ),
  );
}
