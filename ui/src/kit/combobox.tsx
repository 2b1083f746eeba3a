import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";
import { Field, type FieldProps, INPUT } from "./field";
import { ITEM, POPUP } from "./popup-style";

interface ComboboxProps<T> extends FieldProps {
  items: readonly T[];
  itemToString(item: T): string;
  itemToKey(item: T): string;
  renderItem?(item: T): ReactNode;
  value: T | undefined;
  onValueChange(value: T | undefined): void;
  placeholder?: string;
  /** Shown when nothing fits what was typed. */
  emptyText: string;
  autoFocus?: boolean;
}

/** One of many, found by typing. */
export function Combobox<T>(props: ComboboxProps<T>) {
  const { items, itemToString, itemToKey, renderItem, value, onValueChange, ...rest } = props;
  const { placeholder, emptyText, autoFocus, ...field } = rest;
  const { t } = useTranslation("kit");
  return (
    <Field {...field}>
      {(aria) => (
        <Base.Root
          items={items as T[]}
          itemToStringLabel={itemToString}
          isItemEqualToValue={(item, other) => itemToKey(item) === itemToKey(other)}
          value={value ?? null}
          onValueChange={(next) => onValueChange((next as T | null) ?? undefined)}
          autoHighlight
        >
          <div className="relative flex">
            <Base.Input
              {...aria}
              autoFocus={autoFocus}
              placeholder={placeholder}
              spellCheck={false}
              className={cx(INPUT, "pe-9")}
            />
            <Base.Trigger
              aria-label={t("showOptions")}
              className="focus-inset absolute inset-y-0 end-0.5 my-auto flex size-7 items-center justify-center rounded-md text-ink-faint hover:bg-hover"
            >
              <ChevronsUpDown aria-hidden="true" className="size-3.5" />
            </Base.Trigger>
          </div>
          <Base.Portal>
            <Base.Positioner sideOffset={4} className="z-50">
              <Base.Popup className={cx(POPUP, "max-h-80 w-(--anchor-width)")}>
                <Base.Empty className="px-2 py-1.5 text-ink-muted empty:hidden">
                  {emptyText}
                </Base.Empty>
                <Base.List>
                  {(item: T) => (
                    <Base.Item key={itemToKey(item)} value={item} className={ITEM}>
                      <div className="min-w-0 flex-1">
                        {renderItem?.(item) ?? itemToString(item)}
                      </div>
                      <Base.ItemIndicator>
                        <Check aria-hidden="true" className="size-3.5" />
                      </Base.ItemIndicator>
                    </Base.Item>
                  )}
                </Base.List>
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
