import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { DataList, formatDateTime, IconButton, Section, TextLink } from "../kit";
import type { ActivityEntry } from "../protocol";
import { detailRows } from "./changes";
import { OutcomeWord } from "./entry-row";
import { actionWords, actorWords } from "./words";

/** Everything that the record says about one entry. */
export function EntryDetail({ entry, onClose }: { entry: ActivityEntry; onClose(): void }) {
  const { t, i18n } = useTranslation("activity");
  return (
    <>
      <header className="flex items-start gap-2 border-b border-line ps-5 pe-3 pt-3 pb-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg wrap-anywhere">{actionWords(t, entry.action)}</h2>
          {entry.object_name && <p className="text-ink-muted wrap-anywhere">{entry.object_name}</p>}
        </div>
        <IconButton icon={X} label={t("detail.close")} onClick={onClose} />
      </header>
      <div className="hairline-scroll min-h-0 flex-1 overflow-y-auto px-5 py-3">
        <DataList
          items={[
            { label: t("detail.outcome"), value: <OutcomeWord outcome={entry.outcome} /> },
            { label: t("detail.at"), value: formatDateTime(entry.at, i18n.language) },
            { label: t("detail.actor"), value: actorWords(t, entry.actor) },
            {
              label: t("detail.program"),
              value: <span className="font-mono text-sm">{entry.actor.program}</span>,
            },
            { label: t("detail.process"), value: entry.actor.pid },
            {
              label: t("detail.action"),
              value: <span className="font-mono text-sm">{entry.action}</span>,
            },
            { label: t("detail.seq"), value: t("number", { count: entry.seq }) },
          ]}
        />
        {entry.object && (
          <p className="pt-3">
            <TextLink to="/activity" search={{ object: entry.object }}>
              {t("detail.sameObject")}
            </TextLink>
          </p>
        )}
        <Details detail={entry.detail} />
      </div>
    </>
  );
}

function Details({ detail }: { detail: Record<string, unknown> }) {
  const { t } = useTranslation("activity");
  const rows = detailRows(detail);
  if (rows.length === 0) return null;
  return (
    <Section title={t("detail.details")}>
      <DataList
        items={rows.map((row) => ({
          label: row.name,
          value: row.value ?? t("detail.change", { before: row.before, after: row.after }),
        }))}
      />
    </Section>
  );
}
