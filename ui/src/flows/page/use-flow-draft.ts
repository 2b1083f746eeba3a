/** The document being edited, saving it as a new version, and what happens when it was changed elsewhere. */
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStable } from "../../credentials/parts/use-stable";
import { useToasts } from "../../kit";
import { OperationFailure, useMutationOperation } from "../../platform";
import type { FlowDetail, FlowDocument } from "../../protocol";
import { useCommands } from "../../shell/commands";
import { emptyDocument, sameDocument } from "../parts/document";

interface Options {
  stored: FlowDetail | null;
  onReload: () => Promise<FlowDetail | undefined>;
  onCreated: (flowId: string) => void;
}

export function useFlowDraft({ stored, onReload, onCreated }: Options) {
  const { t } = useTranslation("flows");
  const toasts = useToasts();
  const saving = useMutationOperation("flow.save");
  const [base, setBase] = useState<FlowDocument>(() => stored?.document ?? emptyDocument(""));
  const [version, setVersion] = useState(stored?.flow.version);
  const [document, setDocument] = useState(base);
  const [tried, setTried] = useState(false);
  const dirty = !sameDocument(base, document);
  const latest = stored?.flow.version;

  const adopt = (detail: FlowDetail) => {
    setBase(detail.document);
    setDocument(detail.document);
    setVersion(detail.flow.version);
    saving.reset();
  };
  // A newer version replaces what is on screen only while nothing was typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newer version is of interest
  useEffect(() => {
    if (stored && latest !== version && !dirty) adopt(stored);
  }, [latest]);

  const save = async () => {
    setTried(true);
    if (document.name.trim() === "") return;
    try {
      const { flow } = await saving.mutateAsync({
        flow: stored?.flow.id ?? null,
        version: stored ? (version ?? null) : null,
        document,
      });
      setBase(document);
      setVersion(flow.version);
      toasts.show({ title: t("flow.saved", { name: flow.name, version: flow.version }) });
      if (!stored) onCreated(flow.id);
    } catch (failure) {
      if (!(failure instanceof OperationFailure)) throw failure;
    }
  };
  useSaveCommand(dirty, useStable(save));
  const refused = saving.error?.code === "flow.changed_elsewhere";
  return {
    document,
    change: setDocument,
    dirty,
    save,
    saving: saving.isPending,
    nameMissing: tried && document.name.trim() === "",
    failure: refused ? null : saving.error,
    changedElsewhere:
      refused || (dirty && latest !== undefined && latest !== version && !saving.isPending),
    discard: () => setDocument(base),
    reload: async () => {
      const detail = await onReload();
      if (detail) adopt(detail);
    },
    keepMine: () => {
      saving.reset();
      void onReload().then((detail) => setVersion(detail?.flow.version));
    },
  };
}

export type FlowDraft = ReturnType<typeof useFlowDraft>;

function useSaveCommand(dirty: boolean, save: () => Promise<void>): void {
  const { t } = useTranslation("flows");
  useCommands(
    useMemo(
      () => [
        {
          id: "flow.save",
          title: t("command.save"),
          section: "actions" as const,
          keys: "Mod+S",
          disabledReason: dirty ? undefined : t("command.nothingToSave"),
          run: () => void save(),
        },
      ],
      [t, dirty, save],
    ),
  );
}
