/**
 * Finds a connector by name, category or intent. Without a query: those in use first, then all, by
 * category. With one: what the core ranks, and why it fits. Arrow keys move, Enter chooses.
 */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, cx, ErrorState, Loading, MonogramTile, TextField } from "../../kit";
import { useOperation } from "../../platform";

interface Entry {
  id: string;
  name: string;
  note: string;
  group: string;
}

export function ConnectorPicker({ onChoose }: { onChoose: (connectorId: string) => void }) {
  const { t } = useTranslation("credentials");
  const [query, setQuery] = useState("");
  const { entries, pending, failure, retry } = useEntries(query.trim());
  const [active, setActive] = useState(0);
  const listId = useId();
  const optionId = (index: number) => `${listId}-${index}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new query begins at its best answer
  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    if (query && !pending) announce(t("picker.found", { count: entries.length }), "polite");
  }, [t, query, pending, entries.length]);

  const move = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    const next = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 8,
      PageUp: active - 8,
    };
    const key = event.key as keyof typeof next;
    if (key in next) setActive(Math.max(0, Math.min(last, next[key])));
    else if (event.key === "Enter" && entries[active]) onChoose(entries[active].id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t("picker.label")}
        help={t("picker.help")}
        value={query}
        onValueChange={setQuery}
        onKeyDown={move}
        autoFocus
        role="combobox"
        aria-expanded={entries.length > 0}
        aria-controls={listId}
        aria-activedescendant={entries[active] ? optionId(active) : undefined}
        aria-autocomplete="list"
      />
      {failure && <ErrorState failure={failure} onRetry={retry} />}
      {pending && <Loading rows={6} rowHeight={44} />}
      {!pending && !failure && entries.length === 0 && (
        <p className="py-2 text-ink-muted wrap-anywhere">{t("picker.none", { query })}</p>
      )}
      <Options
        id={listId}
        entries={entries}
        active={active}
        optionId={optionId}
        onActive={setActive}
        onChoose={onChoose}
      />
    </div>
  );
}

function Options(props: {
  id: string;
  entries: Entry[];
  active: number;
  optionId: (index: number) => string;
  onActive: (index: number) => void;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation("credentials");
  const { entries, active } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={props.id} role="listbox" aria-label={t("picker.results")} tabIndex={-1}>
      {entries.map((entry, index) => (
        <div key={`${entry.group}-${entry.id}`}>
          {entry.group !== entries[index - 1]?.group && (
            <div
              role="presentation"
              className="px-2 pt-3 pb-1 text-sm font-semibold text-ink-muted"
            >
              {entry.group}
            </div>
          )}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names it */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input */}
          <div
            id={props.optionId(index)}
            data-index={index}
            role="option"
            aria-selected={index === active}
            className={cx(
              "flex min-h-11 items-center gap-3 rounded-md px-2 py-1",
              index === active && "bg-accent-soft forced-border",
            )}
            onPointerMove={() => props.onActive(index)}
            onClick={() => props.onChoose(entry.id)}
          >
            <MonogramTile id={entry.id} name={entry.name} size={28} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{entry.name}</span>
              <span className="block truncate text-sm text-ink-muted">{entry.note}</span>
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}

/** What the list shows for a query. */
function useEntries(query: string) {
  const { t } = useTranslation("credentials");
  const all = useOperation("connector.list", {});
  const found = useOperation(
    "connector.search",
    { intent: query },
    { enabled: query !== "", keepPrevious: true },
  );
  const entries = useMemo<Entry[]>(() => {
    if (query !== "") {
      return (found.data?.items ?? []).map(({ id, name, category, reasons }) => ({
        id,
        name,
        note: [category, reasons.join(", ")].filter(Boolean).join(" · "),
        group: t("picker.matches"),
      }));
    }
    const items = all.data?.items ?? [];
    const entry = (group: string) => (item: (typeof items)[number]) => ({
      id: item.id,
      name: item.name,
      note: item.description,
      group,
    });
    const used = items.filter((item) => (item.credentials ?? 0) > 0).map(entry(t("picker.inUse")));
    return [...used, ...items.map((item) => entry(item.category)(item))];
  }, [t, query, all.data, found.data]);
  const shown = query === "" ? all : found;
  return {
    entries,
    pending: shown.isPending,
    failure: shown.error,
    retry: () => void shown.refetch(),
  };
}
