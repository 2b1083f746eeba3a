/** Dialogs that can be opened from anywhere. Only one at a time; each is loaded when first needed. */
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { CREDENTIAL_WORDS, withWords } from "../i18n";

const AddCredentialDialog = lazy(async () => ({
  default: (await withWords(import("../credentials"), ...CREDENTIAL_WORDS)).AddCredentialDialog,
}));
const ImportConnectorDialog = lazy(async () => ({
  default: (await withWords(import("../connectors/import-connector-dialog"), "connectors"))
    .ImportConnectorDialog,
}));
const loadOAuth = () => withWords(import("../oauth"), ...CREDENTIAL_WORDS, "oauth");
const ReconnectDialog = lazy(async () => ({ default: (await loadOAuth()).ReconnectDialog }));
const AddOAuthAppDialog = lazy(async () => ({ default: (await loadOAuth()).AppDialogLoader }));
const OAuthAppsDialog = lazy(async () => ({ default: (await loadOAuth()).OAuthAppsDialog }));
const AddWebhookDialog = lazy(async () => ({
  default: (await withWords(import("../webhooks"), "webhooks", "reasons")).AddWebhookDialog,
}));
const LeaveDemoDialog = lazy(async () => ({
  default: (await withWords(import("../settings/leave-demo-dialog"), "settings")).LeaveDemoDialog,
}));
const loadPalette = async () => ({ default: (await import("./palette")).CommandPalette });
const CommandPalette = lazy(loadPalette);
const ShortcutsSheet = lazy(async () => ({
  default: (await import("./shortcuts-sheet")).ShortcutsSheet,
}));

type OpenDialog =
  | { kind: "addCredential"; connectorId: string | undefined }
  | { kind: "importConnector" }
  | { kind: "reconnect"; credentialId: string }
  | { kind: "addOAuthApp"; connectorId: string | undefined }
  | { kind: "oauthApps"; connectorId: string }
  | { kind: "addWebhook" }
  | { kind: "leaveDemo" }
  | { kind: "palette" }
  | { kind: "shortcuts" };

interface Dialogs {
  openAddCredential(connectorId?: string): void;
  openImportConnector(): void;
  /** Reconnects a credential in place. */
  openReconnect(credentialId: string): void;
  openAddOAuthApp(connectorId?: string): void;
  openOAuthApps(connectorId: string): void;
  openAddWebhook(): void;
  openLeaveDemo(): void;
  openPalette(): void;
  openShortcuts(): void;
}

const DialogsContext = createContext<Dialogs | undefined>(undefined);

export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (!dialogs) throw new Error("useDialogs needs a DialogProvider above it");
  return dialogs;
}

export function DialogProvider(props: { children: ReactNode }) {
  const [open, setOpen] = useState<OpenDialog>();
  // What is typed right after Ctrl+K must not be lost: the palette is there before it is asked for.
  useEffect(() => {
    const timer = setTimeout(loadPalette, 200);
    return () => clearTimeout(timer);
  }, []);
  const dialogs = useMemo<Dialogs>(
    () => ({
      openAddCredential: (connectorId) => setOpen({ kind: "addCredential", connectorId }),
      openImportConnector: () => setOpen({ kind: "importConnector" }),
      openReconnect: (credentialId) => setOpen({ kind: "reconnect", credentialId }),
      openAddOAuthApp: (connectorId) => setOpen({ kind: "addOAuthApp", connectorId }),
      openOAuthApps: (connectorId) => setOpen({ kind: "oauthApps", connectorId }),
      openAddWebhook: () => setOpen({ kind: "addWebhook" }),
      openLeaveDemo: () => setOpen({ kind: "leaveDemo" }),
      openPalette: () => setOpen({ kind: "palette" }),
      openShortcuts: () => setOpen({ kind: "shortcuts" }),
    }),
    [],
  );
  // A dialog that opened another one must not close that one too.
  const close = () => setOpen((now) => (now === open ? undefined : now));
  return (
    <DialogsContext value={dialogs}>
      {props.children}
      <Suspense>{open && <Shown open={open} onClose={close} />}</Suspense>
    </DialogsContext>
  );
}

function Shown({ open, onClose }: { open: OpenDialog; onClose(): void }) {
  switch (open.kind) {
    case "addCredential":
      return (
        <AddCredentialDialog
          {...(open.connectorId ? { connectorId: open.connectorId } : {})}
          onClose={onClose}
        />
      );
    case "importConnector":
      return <ImportConnectorDialog onClose={onClose} />;
    case "reconnect":
      return <ReconnectDialog credentialId={open.credentialId} onClose={onClose} />;
    case "addOAuthApp":
      return <AddOAuthAppDialog connectorId={open.connectorId} onClose={onClose} />;
    case "oauthApps":
      return <OAuthAppsDialog connectorId={open.connectorId} onClose={onClose} />;
    case "addWebhook":
      return <AddWebhookDialog onClose={onClose} />;
    case "leaveDemo":
      return <LeaveDemoDialog onClose={onClose} />;
    case "palette":
      return <CommandPalette onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsSheet onClose={onClose} />;
  }
}
