import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, failureText, SecretField, sentences } from "../kit";
import { type OperationFailure, useMutationOperation } from "../platform";
import type { VaultStatus } from "../protocol";
import { VaultCard } from "./card";
import { KitUnlock } from "./kit-unlock";

/** The vault is locked. Pasting is allowed, there is no puzzle, and nothing behind it is mounted. */
export function LockScreen({ vault }: { vault: VaultStatus }) {
  const { t } = useTranslation("vault");
  const byPassphrase = vault.methods.includes("passphrase");
  const byKeyring = vault.methods.includes("keyring");
  return (
    <VaultCard title={t("lock.title")}>
      <p className="text-ink-muted">{t("lock.text")}</p>
      {vault.purpose === "demo" && <Banner title={t("lock.demo")}>{t("lock.demoText")}</Banner>}
      {byKeyring && <KeyringUnlock primary={!byPassphrase} />}
      {byPassphrase && <PassphraseUnlock />}
      <KitUnlock vault={vault} />
      <p className="border-t border-line pt-3 text-sm text-ink-muted wrap-anywhere">
        {t("lock.folder", { folder: vault.folder })}
      </p>
    </VaultCard>
  );
}

function PassphraseUnlock() {
  const { t } = useTranslation("vault");
  const [passphrase, setPassphrase] = useState("");
  const [missing, setMissing] = useState(false);
  const unlock = useMutationOperation("vault.unlock");
  const older = isOlder(unlock.error);
  const failure = unlock.error && !older && failureText(t, unlock.error);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setMissing(!passphrase);
    if (passphrase) unlock.mutate({ passphrase });
  };
  const error = missing ? t("lock.missing") : failure && sentences(failure.title, failure.hint);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
      <SecretField
        label={t("lock.passphrase")}
        value={passphrase}
        onValueChange={(next) => {
          setPassphrase(next);
          setMissing(false);
          unlock.reset();
        }}
        error={error || undefined}
        autoComplete="current-password"
        autoFocus
      />
      {unlock.error && older && (
        <Refusal
          failure={unlock.error}
          onAccept={() => unlock.mutate({ passphrase, older: "accept" })}
        />
      )}
      <Button type="submit" variant="primary" busy={unlock.isPending} className="min-h-9">
        {t("lock.unlock")}
      </Button>
    </form>
  );
}

function KeyringUnlock({ primary }: { primary: boolean }) {
  const { t } = useTranslation("vault");
  const unlock = useMutationOperation("vault.unlock");
  return (
    <div className="flex flex-col gap-3">
      <Button
        variant={primary ? "primary" : "secondary"}
        busy={unlock.isPending}
        onClick={() => unlock.mutate({})}
        className="min-h-9"
      >
        {t("lock.keyring")}
      </Button>
      {unlock.error && (
        <Refusal failure={unlock.error} onAccept={() => unlock.mutate({ older: "accept" })} />
      )}
    </div>
  );
}

const isOlder = (failure: OperationFailure | null) => failure?.code === "vault.rolled_back";

/** Why it stayed locked. A vault that is older than when last seen opens when a person says that it may. */
function Refusal({ failure, onAccept }: { failure: OperationFailure; onAccept: () => void }) {
  const { t } = useTranslation("vault");
  const { title, hint } = failureText(t, failure);
  const accept = isOlder(failure) && <Button onClick={onAccept}>{t("lock.openOlder")}</Button>;
  return (
    <Banner tone="bad" title={title} actions={accept}>
      {hint}
    </Banner>
  );
}
