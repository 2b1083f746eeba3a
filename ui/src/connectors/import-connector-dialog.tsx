import { useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, Checkbox, DataList, Dialog, failureText, useToasts } from "../kit";
import { PickFileError, useMutationOperation, usePlatform } from "../platform";
import type { ImportView } from "../protocol";

const MAX_BYTES = 256 * 1024;

interface ReadFile {
  fileName: string;
  toml: string;
  view: ImportView;
}

/** Imports a connector from a file, once a person has seen and approved where it may send secrets. */
export function ImportConnectorDialog(props: { onClose(): void }) {
  const { t } = useTranslation("connectors");
  const [read, setRead] = useState<ReadFile>();
  const [approved, setApproved] = useState<ReadonlySet<string>>(new Set());
  const { choose, problem, busy } = useChooseFile((file) => {
    setRead(file);
    setApproved(new Set());
  });
  const importing = useImport(props.onClose);
  const missing = read?.view.hosts.filter((host) => !approved.has(host)) ?? [];
  const failure = importing.error && failureText(t, importing.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={t("import.title")}
      description={t("import.description")}
      footer={
        <>
          <Button onClick={props.onClose}>{t("import.cancel")}</Button>
          <Button
            variant="primary"
            busy={importing.isPending}
            disabledReason={reasonNotToImport(t, read, missing.length)}
            onClick={() => read && importing.run(read.toml, [...approved])}
          >
            {t("import.confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-3">
          <Button icon={FileUp} busy={busy} onClick={choose}>
            {read ? t("import.chooseOther") : t("import.choose")}
          </Button>
          {read && <span className="text-ink-muted wrap-anywhere">{read.fileName}</span>}
        </div>
        {problem && (
          <Banner tone="bad" title={problem.title}>
            {problem.hint}
          </Banner>
        )}
        {failure && (
          <Banner tone="bad" title={failure.title}>
            {failure.hint}
          </Banner>
        )}
        {read && <Approval view={read.view} approved={approved} onApprovedChange={setApproved} />}
      </div>
    </Dialog>
  );
}

type Translate = ReturnType<typeof useTranslation<"connectors">>["t"];

function reasonNotToImport(t: Translate, read: ReadFile | undefined, missing: number) {
  if (!read) return t("import.needsFile");
  return missing > 0 ? t("import.needsApproval", { count: missing }) : undefined;
}

interface ApprovalProps {
  view: ImportView;
  approved: ReadonlySet<string>;
  onApprovedChange(approved: ReadonlySet<string>): void;
}

function Approval({ view, approved, onApprovedChange }: ApprovalProps) {
  const { t } = useTranslation("connectors");
  const toggle = (host: string, on: boolean) => {
    const next = new Set(approved);
    if (on) next.add(host);
    else next.delete(host);
    onApprovedChange(next);
  };
  return (
    <>
      <DataList
        items={[
          { label: t("import.name"), value: view.name },
          { label: t("import.id"), value: <span className="font-mono">{view.id}</span> },
        ]}
      />
      <section className="flex flex-col gap-2">
        <h3>{t("import.hosts")}</h3>
        <p className="text-ink-muted">{t("import.hostsText")}</p>
        <ul className="flex flex-col gap-2 rounded-lg border border-line p-3">
          {view.hosts.map((host) => (
            <li key={host}>
              <Checkbox
                label={host}
                checked={approved.has(host)}
                onCheckedChange={(on) => toggle(host, on)}
              />
            </li>
          ))}
        </ul>
      </section>
      {view.warnings.map((warning) => (
        <Banner key={warning} tone="warn" title={warning} />
      ))}
    </>
  );
}

function useChooseFile(onRead: (file: ReadFile) => void) {
  const { t } = useTranslation("connectors");
  const platform = usePlatform();
  const reading = useMutationOperation("connector.import");
  const [fileProblem, setFileProblem] = useState<string>();
  const choose = async () => {
    setFileProblem(undefined);
    try {
      const file = await platform.pickTextFile({ accept: ".toml", maxBytes: MAX_BYTES });
      if (!file) return;
      // Without approved hosts the core only reads the file and says what it wants.
      const view = await reading.mutateAsync({ toml: file.text, approve_hosts: [] });
      onRead({ fileName: file.name, toml: file.text, view });
    } catch (error) {
      if (error instanceof PickFileError) setFileProblem(t(`import.file.${error.reason}`));
    }
  };
  const refused = reading.error ? failureText(t, reading.error) : undefined;
  const problem = fileProblem ? { title: fileProblem, hint: undefined } : refused;
  return { choose, problem, busy: reading.isPending };
}

function useImport(onDone: () => void) {
  const { t } = useTranslation("connectors");
  const toasts = useToasts();
  const navigate = useNavigate();
  const { mutate, error, isPending } = useMutationOperation("connector.import");
  const run = (toml: string, hosts: string[]) =>
    mutate(
      { toml, approve_hosts: hosts },
      {
        onSuccess: (view) => {
          onDone();
          toasts.show({ tone: "good", title: t("import.done", { name: view.name }) });
          void navigate({ to: "/credentials", search: { show: "all" } });
        },
      },
    );
  return { run, error, isPending };
}
