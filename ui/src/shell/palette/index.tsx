import { Dialog as Base } from "@base-ui/react/dialog";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx, formatKeys, isMac, KeyHint } from "../../kit";
import { type PaletteItem, type PaletteSection, usePaletteSections } from "./items";

/** Everything that can be opened or done, by typing. Enter opens, Ctrl+Enter does the other thing. */
export function CommandPalette(props: { onClose(): void }) {
  const { t } = useTranslation("shell");
  const [query, setQuery] = useState("");
  const sections = usePaletteSections(query);
  const items = sections.flatMap((section) => section.items);
  const [wanted, setWanted] = useState(0);
  const active = Math.min(wanted, Math.max(0, items.length - 1));
  const listId = useId();

  const run = (item: PaletteItem | undefined, secondary: boolean) => {
    const action = secondary ? item?.secondary?.run : item?.run;
    if (!action || item?.disabledReason) return;
    props.onClose();
    // After the dialog has given the focus back, so that the action may take it.
    setTimeout(action, 0);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: (active + 1) % Math.max(1, items.length),
      ArrowUp: (active - 1 + items.length) % Math.max(1, items.length),
      PageDown: Math.min(active + 8, items.length - 1),
      PageUp: Math.max(active - 8, 0),
    };
    const next = moves[event.key];
    if (next !== undefined) setWanted(next);
    else if (event.key === "Enter") run(items[active], isMac ? event.metaKey : event.ctrlKey);
    else return;
    event.preventDefault();
  };

  return (
    <Base.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup className="forced-border fixed inset-x-4 top-[12vh] z-40 mx-auto flex max-h-[68vh] max-w-[600px] flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-dialog outline-none">
          <Base.Title className="sr-only">{t("palette.title")}</Base.Title>
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={items.length > 0 ? `${listId}-${active}` : undefined}
            aria-autocomplete="list"
            aria-label={t("palette.title")}
            placeholder={t("palette.placeholder")}
            spellCheck={false}
            autoComplete="off"
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setWanted(0);
            }}
            onKeyDown={onKeyDown}
            className="min-h-11 w-full border-0 border-b border-line bg-transparent px-4 text-lg outline-none"
          />
          <Results
            id={listId}
            sections={sections}
            active={active}
            onHover={setWanted}
            onRun={run}
          />
          {items.length === 0 && query && (
            <p className="px-4 py-6 text-center text-ink-muted wrap-anywhere">
              {t("palette.empty", { query })}
            </p>
          )}
          <Footer item={items[active]} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface ResultsProps {
  id: string;
  sections: readonly PaletteSection[];
  active: number;
  onHover(index: number): void;
  onRun(item: PaletteItem, secondary: boolean): void;
}

function Results(props: ResultsProps) {
  const { t } = useTranslation("shell");
  let index = -1;
  return (
    <div
      id={props.id}
      role="listbox"
      aria-label={t("palette.results")}
      className="hairline-scroll min-h-0 overflow-y-auto p-1.5 empty:hidden"
    >
      {props.sections.map((section) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
        <div key={section.id} role="group" aria-label={t(`palette.section.${section.id}`)}>
          <div aria-hidden="true" className="px-2.5 pt-2 pb-1 text-sm font-semibold text-ink-muted">
            {t(`palette.section.${section.id}`)}
          </div>
          {section.items.map((item) => {
            index += 1;
            const here = index;
            return (
              <Result
                key={item.id}
                id={`${props.id}-${here}`}
                item={item}
                active={here === props.active}
                onHover={() => props.onHover(here)}
                onRun={() => props.onRun(item, false)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface ResultProps {
  id: string;
  item: PaletteItem;
  active: boolean;
  onHover(): void;
  onRun(): void;
}

function Result({ id, item, active, onHover, onRun }: ResultProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input; this is its active descendant
    <div
      id={id}
      ref={active ? (element) => element?.scrollIntoView?.({ block: "nearest" }) : undefined}
      role="option"
      aria-selected={active}
      aria-disabled={item.disabledReason ? true : undefined}
      onPointerMove={onHover}
      onClick={onRun}
      className={cx(
        "flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1 select-none",
        active && "bg-accent-soft",
        item.disabledReason && "text-ink-faint",
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{item.title}</span>
      {(item.disabledReason ?? item.detail) && (
        <span className="max-w-60 truncate text-sm text-ink-muted">
          {item.disabledReason ?? item.detail}
        </span>
      )}
      {item.keys && <KeyHint keys={item.keys} className={active ? "text-ink-muted" : undefined} />}
    </div>
  );
}

function Footer({ item }: { item: PaletteItem | undefined }) {
  const { t } = useTranslation("shell");
  if (!item) return null;
  return (
    <div className="flex gap-4 border-t border-line px-4 py-1.5 text-sm text-ink-muted">
      <span>{t("palette.hintOpen")}</span>
      {item.secondary && (
        <span>{t("palette.hintSecondary", { keys: formatKeys("Mod+Enter") })}</span>
      )}
    </div>
  );
}
