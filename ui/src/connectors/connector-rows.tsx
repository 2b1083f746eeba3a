import { useNavigate } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import type { KeyboardEvent } from "react";
import { MonogramTile, VirtualList } from "../kit";
import type { ConnectorSummary } from "../protocol";
import { useDialogs } from "../shell/dialogs";
import { useTileWords } from "./words";

/** The same connectors as a list: for long catalogues. */
export function ConnectorRows(props: { connectors: readonly ConnectorSummary[]; label: string }) {
  const navigate = useNavigate();
  const dialogs = useDialogs();
  const open = ({ id }: ConnectorSummary) =>
    void navigate({ to: "/credentials/$connectorId", params: { connectorId: id } });
  const onKeyDown = (event: KeyboardEvent, active: ConnectorSummary | undefined) => {
    if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey || !active) return;
    event.preventDefault();
    dialogs.openAddCredential(active.id);
  };
  return (
    <VirtualList
      label={props.label}
      items={props.connectors}
      rowKey={(item) => item.id}
      rowLabel={(item) => item.name}
      headingOf={(item, previous) =>
        item.category === previous?.category ? undefined : item.category
      }
      renderRow={(item) => <ConnectorRow connector={item} />}
      selection="single"
      onActivate={open}
      onKeyDown={onKeyDown}
      className="-mx-2"
    />
  );
}

function ConnectorRow({ connector }: { connector: ConnectorSummary }) {
  const words = useTileWords(connector);
  return (
    <div className="flex w-full min-w-0 items-center gap-3 px-3">
      <MonogramTile id={connector.id} name={connector.name} size={20} />
      <span className="w-48 shrink-0 truncate font-medium">{connector.name}</span>
      <span className="min-w-0 flex-1 truncate text-ink-muted">
        {words.matches ?? connector.description}
      </span>
      {words.attention && (
        <span className="flex shrink-0 items-center gap-1.5 text-sm text-bad">
          <TriangleAlert aria-hidden="true" className="size-3.5" />
          {words.attention}
        </span>
      )}
      <span className="w-24 shrink-0 text-end text-sm text-ink-muted">{words.count}</span>
    </div>
  );
}
