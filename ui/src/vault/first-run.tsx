import { HardDrive, KeySquare, ShieldCheck, TestTubeDiagonal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, failureText, RadioCards, sentences } from "../kit";
import { useEnter, useMutationOperation } from "../platform";
import type { UnlockMethod, VaultStatus } from "../protocol";
import { VaultCard } from "./card";
import { NewPassphraseFields, problemWith } from "./new-passphrase";

/** The first start: what Credenza does, then the vault. Creating it opens the application. */
export function FirstRun({ vault }: { vault: VaultStatus }) {
  const [step, setStep] = useState<"welcome" | "vault">("welcome");
  if (step === "welcome") return <Welcome folder={vault.folder} onNext={() => setStep("vault")} />;
  return <CreateVault vault={vault} onBack={() => setStep("welcome")} />;
}

function Welcome(props: { folder: string; onNext(): void }) {
  const { t } = useTranslation("vault");
  const points = [
    { icon: HardDrive, text: t("welcome.local", { folder: props.folder }) },
    { icon: TestTubeDiagonal, text: t("welcome.verified") },
    { icon: ShieldCheck, text: t("welcome.neverShown") },
  ];
  return (
    <VaultCard title={t("welcome.title")} step={t("step", { step: 1, total: 2 })}>
      <ul className="flex flex-col gap-3">
        {points.map(({ icon: Icon, text }) => (
          <li key={text} className="flex gap-3">
            <Icon aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-accent-ink" />
            <span className="min-w-0 wrap-anywhere">{text}</span>
          </li>
        ))}
      </ul>
      <Button variant="primary" className="mt-1 min-h-9" onClick={props.onNext}>
        {t("welcome.next")}
      </Button>
      <SampleOrganization />
    </VaultCard>
  );
}

/** Looking around first, apart from one's own vault. Where the host cannot change to it, it says what does. */
function SampleOrganization() {
  const { t } = useTranslation("vault");
  const { enter, failure } = useEnter();
  if (!enter) return <p className="text-sm text-ink-muted">{t("welcome.demo")}</p>;
  const words = failure && failureText(t, failure);
  return (
    <>
      <Button className="min-h-9" onClick={() => enter("demo")}>
        {t("welcome.sample")}
      </Button>
      <p className="text-sm text-ink-muted">{t("welcome.sampleText")}</p>
      {words && (
        <Banner tone="bad" title={words.title}>
          {words.hint}
        </Banner>
      )}
    </>
  );
}

function CreateVault({ vault, onBack }: { vault: VaultStatus; onBack(): void }) {
  const { t } = useTranslation("vault");
  const hasKeyring = vault.keyring === "available";
  const [method, setMethod] = useState<UnlockMethod>(hasKeyring ? "keyring" : "passphrase");
  const [passphrase, setPassphrase] = useState({ first: "", second: "" });
  const [tried, setTried] = useState(false);
  const create = useMutationOperation("vault.create");
  const problem = method === "passphrase" && tried ? problemWith(passphrase) : undefined;
  const refused = create.error && failureText(t, create.error);
  const refusedWords = refused ? sentences(refused.title, refused.hint) : undefined;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (method === "passphrase" && problemWith(passphrase)) return;
    create.mutate(method === "keyring" ? { method } : { method, passphrase: passphrase.first });
  };
  return (
    <VaultCard title={t("create.title")} step={t("step", { step: 2, total: 2 })}>
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        <p className="text-ink-muted">{t("create.text")}</p>
        {hasKeyring ? (
          <RadioCards
            label={t("create.method")}
            value={method}
            onValueChange={(next) => setMethod(next)}
            options={[
              {
                value: "keyring",
                label: t("create.keyring"),
                description: t("create.keyringText"),
                icon: ShieldCheck,
              },
              {
                value: "passphrase",
                label: t("create.passphrase"),
                description: t("create.passphraseText"),
                icon: KeySquare,
              },
            ]}
          />
        ) : (
          <Banner tone="info" title={t("create.noKeyring")}>
            {t("create.noKeyringText")}
          </Banner>
        )}
        {method === "passphrase" && (
          <NewPassphraseFields
            value={passphrase}
            onValueChange={setPassphrase}
            problem={problem}
            refused={refusedWords}
          />
        )}
        {method === "keyring" && refused && (
          <Banner tone="bad" title={refused.title}>
            {refused.hint}
          </Banner>
        )}
        <p className="text-sm text-ink-muted">{t(`create.recovery.${method}`)}</p>
        <div className="flex justify-between gap-2">
          <Button variant="ghost" onClick={onBack}>
            {t("create.back")}
          </Button>
          <Button type="submit" variant="primary" busy={create.isPending}>
            {t("create.submit")}
          </Button>
        </div>
      </form>
    </VaultCard>
  );
}
