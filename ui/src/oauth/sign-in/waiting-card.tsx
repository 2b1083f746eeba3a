/** While the person is in the browser: where, how long, and what else can be done. */
import { ExternalLink, LoaderCircle } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce, Banner, Button, CopyButton, sentences, useToasts } from "../../kit";
import { Around } from "../../kit/around";
import { useSecondsUntil } from "../../kit/countdown";
import type { SignIn } from "../../protocol";
import { formatLeft } from "./countdown";
import { PasteAddress } from "./paste-address";
import type { SignInProgress } from "./use-sign-in";

interface Props {
  view: SignIn;
  progress: SignInProgress;
  onCancel(): void;
}

export function WaitingCard({ view, progress, onCancel }: Props) {
  const { t } = useTranslation("oauth");
  const [pasting, setPasting] = useState(!view.comes_back);
  const { host, device } = view;
  useEffect(() => announce(t("signIn.waiting", { host })), [t, host]);
  return (
    <section
      aria-label={t("signIn.region")}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="flex items-start gap-2.5">
        <LoaderCircle aria-hidden="true" className="spin mt-0.5 size-4 shrink-0 text-accent-ink" />
        <p className="min-w-0 wrap-anywhere">
          <Around say={(mark) => t("signIn.waiting", { host: mark })}>
            <strong>{host}</strong>
          </Around>{" "}
          <TimeLeft at={view.expires_at} onEnd={progress.refresh} />
        </p>
      </div>
      {device && <DeviceCode {...device} open={progress.openBrowser} />}
      {view.port_taken && <PortTaken port={view.port_taken} />}
      <div className="flex flex-wrap gap-2">
        {view.address && !device && (
          <>
            <OpenButton open={progress.openBrowser} label={t("signIn.again")} />
            <CopyButton text={view.address} label={t("signIn.copy")} />
          </>
        )}
        {!device && !pasting && (
          <Button onClick={() => setPasting(true)}>{t("signIn.paste")}</Button>
        )}
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
      {pasting && <PasteAddress view={view} onTaken={progress.take} />}
    </section>
  );
}

function TimeLeft({ at, onEnd }: { at: string; onEnd(): Promise<void> }) {
  const { t } = useTranslation("oauth");
  const ended = useCallback(() => void onEnd(), [onEnd]);
  const seconds = useSecondsUntil(at, ended, Number.POSITIVE_INFINITY);
  return (
    <span className="text-ink-muted tabular-nums">
      {seconds > 0 ? t("signIn.left", { time: formatLeft(seconds) }) : t("signIn.ended")}
    </span>
  );
}

/** Opens the sign-in's page in the browser; where that fails, the link can still be copied. */
function OpenButton({ open, label }: { open(): Promise<void>; label: string }) {
  const { t } = useTranslation("oauth");
  const toasts = useToasts();
  const opened = () =>
    void open().catch(() => toasts.show({ tone: "bad", title: t("signIn.openFailed") }));
  return (
    <Button icon={ExternalLink} onClick={opened}>
      {label}
    </Button>
  );
}

/** Why the address has to be pasted although the OAuth app says otherwise. */
function PortTaken({ port }: { port: number }) {
  const { t } = useTranslation("oauth");
  const text = t("signIn.portTakenText");
  // Without grouping: a port is a name, not an amount.
  const title = t("signIn.portTaken", { port: String(port) });
  useEffect(() => announce(sentences(title, text), "assertive"), [title, text]);
  return (
    <Banner tone="warn" title={title}>
      {text}
    </Banner>
  );
}

function DeviceCode(props: {
  user_code: string;
  verification_address: string;
  open(): Promise<void>;
}) {
  const { t } = useTranslation("oauth");
  const { user_code: code, verification_address: address } = props;
  useEffect(() => announce(`${t("signIn.code")}: ${[...code].join(" ")}`), [t, code]);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ink-muted wrap-anywhere">
        <Around say={(mark) => t("signIn.codeText", { address: mark })}>
          <strong className="text-ink select-text">{address}</strong>
        </Around>
      </p>
      <p>
        <span className="sr-only">{t("signIn.code")}</span>
        <code className="inline-block rounded-md bg-neutral-soft px-4 py-2 font-mono text-[2rem] leading-tight font-semibold tracking-widest select-text">
          {code}
        </code>
      </p>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={code} label={t("signIn.copyCode")} />
        <OpenButton open={props.open} label={t("signIn.openAddress")} />
      </div>
    </div>
  );
}
