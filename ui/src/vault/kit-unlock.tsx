/** The recovery kit, where the other ways in are lost: it opens the vault, and makes a new way in. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, failureText, SecretField } from "../kit";
import { useMutationOperation } from "../platform";
import type { VaultStatus } from "../protocol";
import { NewPassphraseFields, problemWith } from "./new-passphrase";

export function KitUnlock({ vault }: { vault: VaultStatus }) {
  const { t } = useTranslation("vault");
  const [asked, setAsked] = useState(false);
  const hasKit = vault.slots?.some(({ kind }) => kind === "recovery_kit");
  if (!hasKit) return null;
  if (asked) return <KitForm keyring={vault.keyring === "available"} />;
  return (
    <Button variant="ghost" className="self-start" onClick={() => setAsked(true)}>
      {t("kit.use")}
    </Button>
  );
}

function KitForm({ keyring }: { keyring: boolean }) {
  const { t } = useTranslation("vault");
  const [kit, setKit] = useState("");
  const [passphrase, setPassphrase] = useState({ first: "", second: "" });
  const [tried, setTried] = useState(false);
  const recover = useMutationOperation("vault.recover");
  const failure = recover.error && failureText(t, recover.error);
  const problem = keyring ? undefined : problemWith(passphrase);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!kit.trim() || problem) return;
    const way = keyring
      ? { method: "keyring" as const }
      : { method: "passphrase" as const, passphrase: passphrase.first };
    recover.mutate({ recovery_kit: kit.trim(), ...way });
  };
  return (
    <form
      onSubmit={submit}
      className="flex flex-col gap-3 border-t border-line pt-3"
      aria-label={t("kit.title")}
      noValidate
    >
      <SecretField
        label={t("kit.title")}
        help={t("kit.help")}
        value={kit}
        onValueChange={setKit}
        error={tried && !kit.trim() ? t("kit.missing") : undefined}
        autoFocus
      />
      {keyring ? (
        <p className="text-ink-muted">{t("kit.keyring")}</p>
      ) : (
        <NewPassphraseFields
          value={passphrase}
          onValueChange={setPassphrase}
          problem={tried ? problem : undefined}
        />
      )}
      {failure && (
        <Banner tone="bad" title={failure.title}>
          {failure.hint}
        </Banner>
      )}
      <Button type="submit" variant="primary" busy={recover.isPending} className="min-h-9">
        {t("kit.open")}
      </Button>
    </form>
  );
}
