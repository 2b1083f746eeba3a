/** Chooses a step's credential: only this connector's, each with its state; or adds a new one. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AddCredentialDialog } from "../../credentials/editor/add-credential-dialog";
import { Combobox, IconButton, StatusBadge } from "../../kit";
import { usePagedOperation } from "../../platform";
import type { CredentialView } from "../../protocol";

interface Props {
  connector: string;
  step: string;
  /** The credential's id or exact name, as the document has it. */
  value: string | null;
  onChange: (credentialId: string | null) => void;
}

export function CredentialPicker({ connector, step, value, onChange }: Props) {
  const { t } = useTranslation("flows");
  const { items, query } = usePagedOperation("credential.list", { connector, limit: 1000 });
  const [adding, setAdding] = useState(false);
  const chosen = items.find(({ id, name }) => id === value || name === value);
  const lost = value !== null && query.isSuccess && !query.hasNextPage && !chosen;
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <Combobox<CredentialView>
          label={t("picker.label", { step })}
          hideLabel
          items={items}
          itemToString={(item) => item.name}
          itemToKey={(item) => item.id}
          renderItem={(item) => <Choice credential={item} />}
          value={chosen}
          onValueChange={(item) => onChange(item?.id ?? null)}
          placeholder={t(
            items.length === 0 && query.isSuccess ? "picker.nothing" : "picker.choose",
          )}
          emptyText={t("picker.empty")}
          error={lost ? t("picker.lost", { value }) : undefined}
        />
        {chosen && (
          <div className="pt-1">
            <StatusBadge state={chosen.state} />
          </div>
        )}
      </div>
      <IconButton icon={Plus} label={t("picker.new")} onClick={() => setAdding(true)} />
      {adding && (
        <AddCredentialDialog
          connectorId={connector}
          onClose={() => setAdding(false)}
          onSaved={({ id }) => onChange(id)}
        />
      )}
    </div>
  );
}

function Choice({ credential }: { credential: CredentialView }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{credential.name}</span>
        <span className="block truncate text-sm text-ink-muted">
          {credential.target ?? credential.account}
        </span>
      </span>
      <StatusBadge state={credential.state} />
    </span>
  );
}
