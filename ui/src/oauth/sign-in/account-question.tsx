import { UserRoundX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announce, Banner, Button, failureText } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { SignIn } from "../../protocol";

interface Props {
  view: Extract<SignIn, { state: "account_changed" }>;
  onKeep(): void;
  onAccepted(next: SignIn): void;
}

/** Another account signed in. The harmless answer has the focus; going on says whose account it is. */
export function AccountQuestion({ view, onKeep, onAccepted }: Props) {
  const { t } = useTranslation("oauth");
  const { id, was, now } = view;
  const accepting = useMutationOperation("sign_in.accept");
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keep.current?.focus();
    announce(t("signIn.changedText", { was, now }), "assertive");
  }, [t, was, now]);
  const failure = accepting.error && failureText(t, accepting.error);
  return (
    <section
      aria-labelledby="account-changed"
      aria-describedby="account-changed-text"
      className="flex gap-3 rounded-lg border border-line-strong bg-warn-soft p-4"
    >
      <UserRoundX aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <h3 id="account-changed" className="font-semibold">
          {t("signIn.changedTitle")}
        </h3>
        <div id="account-changed-text" className="wrap-anywhere">
          <p className="font-medium">{t("signIn.changedText", { was, now })}</p>
          <p>{t("signIn.changedMore")}</p>
        </div>
        <div className="flex flex-wrap gap-2 pt-3">
          <Button ref={keep} variant="primary" onClick={onKeep}>
            {t("signIn.keep", { account: was })}
          </Button>
          <Button
            busy={accepting.isPending}
            onClick={() =>
              accepting.mutate({ sign_in: id, account: now }, { onSuccess: onAccepted })
            }
          >
            {t("signIn.continueAs", { account: now })}
          </Button>
        </div>
        {failure && (
          <div role="alert" className="pt-3">
            <Banner tone="bad" title={failure.title}>
              {failure.hint}
            </Banner>
          </div>
        )}
      </div>
    </section>
  );
}
