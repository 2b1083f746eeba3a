/**
 * A question that decides where a secret may go. It names what is at stake; the first and default
 * answer is No, and nothing but pressing *Yes* counts as Yes.
 */
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../kit";
import type { Question } from "../editor/failure";

export function CheckQuestion({
  question,
  onAccept,
}: {
  question: Question;
  onAccept: () => void;
}) {
  const { t } = useTranslation("credentials");
  const [declined, setDeclined] = useState(false);
  const subject = question.kind === "private" ? question.target : question.fingerprint;
  if (declined) {
    return (
      <p className="rounded-md border border-line bg-surface px-3 py-2 text-ink-muted">
        {t(`question.${question.kind}.declined`)}
      </p>
    );
  }
  return (
    <section
      aria-labelledby="check-question"
      aria-describedby="check-question-text"
      className="flex gap-3 rounded-lg border border-line-strong bg-warn-soft p-3 text-ink"
    >
      <ShieldQuestion aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <p id="check-question" className="font-semibold wrap-anywhere">
          {t(`question.${question.kind}.title`, { subject })}
        </p>
        <div id="check-question-text">
          <p className="wrap-anywhere">{t(`question.${question.kind}.text`, { subject })}</p>
          {question.kind !== "private" && (
            <code className="my-1 block font-mono text-sm wrap-anywhere select-text">
              {subject}
            </code>
          )}
        </div>
        <div className="flex flex-wrap gap-2 pt-2">
          <Button size="sm" variant="primary" onClick={() => setDeclined(true)}>
            {t("question.no")}
          </Button>
          <Button size="sm" onClick={onAccept}>
            {t(`question.${question.kind}.yes`)}
          </Button>
        </div>
      </div>
    </section>
  );
}
