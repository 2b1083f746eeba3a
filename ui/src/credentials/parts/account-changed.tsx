import { UserRoundX } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce, Banner, Button, failureText } from "../../kit";
import type { OperationFailure } from "../../platform";

interface Props {
  was: string;
  now: string;
  busy?: boolean;
  failure?: OperationFailure | null;
  onKeep(): void;
  onContinue(): void;
}

/**
 * Identity pinning: another account than the stored one. The harmless answer has the focus; going on says
 * whose account it is.
 */
export function AccountChanged({ was, now, busy = false, failure, onKeep, onContinue }: Props) {
  const { t } = useTranslation("credentials");
  const id = useId();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keep.current?.focus();
    announce(t("account.changed", { was, now }), "assertive");
  }, [t, was, now]);
  const failed = failure && failureText(t, failure);
  return (
    <section
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      className="flex gap-3 rounded-lg border border-line-strong bg-warn-soft p-4"
    >
      <UserRoundX aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <h3 id={id} className="font-semibold">
          {t("account.title")}
        </h3>
        <div id={`${id}-text`} className="wrap-anywhere">
          <p className="font-medium">{t("account.changed", { was, now })}</p>
          <p>{t("account.consequence")}</p>
        </div>
        <div className="flex flex-wrap gap-2 pt-3">
          <Button ref={keep} variant="primary" onClick={onKeep}>
            {t("account.keep", { account: was })}
          </Button>
          <Button busy={busy} onClick={onContinue}>
            {t("account.continueAs", { account: now })}
          </Button>
        </div>
        {failed && (
          <div role="alert" className="pt-3">
            <Banner tone="bad" title={failed.title}>
              {failed.hint}
            </Banner>
          </div>
        )}
      </div>
    </section>
  );
}
