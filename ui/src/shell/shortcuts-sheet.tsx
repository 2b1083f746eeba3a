import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, formatKeys } from "../kit";
import { type Command, useCommandList } from "./commands";

/** Every shortcut that works now. */
export function ShortcutsSheet(props: { onClose(): void }) {
  const { t } = useTranslation("shell");
  const content = useRef<HTMLDivElement>(null);
  const commands = useCommandList().filter((command) => command.keys);
  const of = (section: Command["section"]) =>
    commands
      .filter((command) => command.section === section)
      .map((command) => ({ label: command.title, keys: formatKeys(command.keys ?? "") }));
  return (
    <Dialog open onOpenChange={props.onClose} title={t("shortcuts.title")} initialFocus={content}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: there is nothing else to focus, and it scrolls */}
      <div ref={content} tabIndex={0} className="grid gap-x-8 gap-y-4 outline-none sm:grid-cols-2">
        <Keys title={t("shortcuts.actions")} rows={of("actions")} />
        <div className="flex flex-col gap-4">
          <Keys title={t("shortcuts.navigation")} rows={of("navigation")} />
          <Keys
            title={t("shortcuts.lists")}
            rows={[
              { label: t("shortcuts.move"), keys: t("shortcuts.moveKeys") },
              { label: t("shortcuts.open"), keys: formatKeys("Enter") },
              { label: t("shortcuts.select"), keys: t("shortcuts.selectKeys") },
              { label: t("shortcuts.menu"), keys: formatKeys("Shift+F10") },
              { label: t("shortcuts.addHere"), keys: "A" },
            ]}
          />
        </div>
      </div>
    </Dialog>
  );
}

function Keys(props: { title: string; rows: { label: string; keys: string }[] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm text-ink-muted">{props.title}</h3>
      <dl className="flex flex-col">
        {props.rows.map((row) => (
          <div
            key={row.label}
            className="flex min-h-7 items-baseline justify-between gap-4 border-b border-line py-1 last:border-b-0"
          >
            <dt>{row.label}</dt>
            <dd className="max-w-40 text-end text-ink-muted">{row.keys}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
