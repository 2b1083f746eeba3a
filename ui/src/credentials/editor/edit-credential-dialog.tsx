/** Editing a stored credential. Watches for changes made elsewhere and offers both ways out. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogContent, DialogShell, ErrorState, Loading } from "../../kit";
import { useOperation } from "../../platform";
import type { CredentialDetail } from "../../protocol";
import { CredentialEditor } from "./credential-editor";

interface Props {
  credentialId: string;
  /** A field to begin in: `/password`. */
  focus?: string | undefined;
  /** It is reconnected: its secrets are asked for at once. */
  reconnects?: boolean;
  onClose(): void;
}

export function EditCredentialDialog(props: Props) {
  return (
    <DialogShell open tall onOpenChange={(open) => !open && props.onClose()}>
      <EditCredential {...props} />
    </DialogShell>
  );
}

/** What stands in the dialog where a stored credential is edited. */
export function EditCredential({ credentialId, focus, reconnects = false, onClose }: Props) {
  const { t } = useTranslation("credentials");
  const detail = useOperation("credential.show", { credential: credentialId });
  const connectorId = detail.data?.credential.connector;
  const connector = useOperation(
    "connector.show",
    { id: connectorId ?? "" },
    { enabled: connectorId !== undefined },
  );
  const [base, setBase] = useState<CredentialDetail | null>(null);
  const seen = useRef(0);
  useEffect(() => {
    if (detail.data && base === null) setBase(detail.data);
  }, [detail.data, base]);

  const failure = detail.error ?? connector.error;
  if (base && connector.data) {
    const latest = detail.data?.credential.version ?? base.credential.version;
    return (
      <CredentialEditor
        // A reload begins again from what is stored now.
        key={`${base.credential.version}-${seen.current}`}
        subject={{ connector: connector.data, stored: base, reconnects }}
        focus={focus ?? (reconnects ? firstSecret(base) : undefined)}
        latestVersion={latest}
        onReload={() => {
          seen.current += 1;
          void detail.refetch().then(({ data }) => data && setBase(data));
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <DialogContent title={t("edit.loading")}>
      {failure ? (
        <ErrorState
          failure={failure}
          onRetry={() => void (detail.error ? detail.refetch() : connector.refetch())}
        />
      ) : (
        <Loading rows={6} rowHeight={44} />
      )}
    </DialogContent>
  );
}

function firstSecret({ credential }: CredentialDetail): string | undefined {
  return credential.secrets[0] && `/${credential.secrets[0]}`;
}
