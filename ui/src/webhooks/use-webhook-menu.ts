/** What can be done with a webhook. What needs no dialog is done at once, and told. */
import { List, Pause, Pencil, Play, RefreshCcw, Send, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { failureText, type MenuItem, useToasts } from "../kit";
import { type OperationFailure, useMutationOperation } from "../platform";
import type { Delivery, Webhook } from "../protocol";

export type WebhookDialogKind = "edit" | "log" | "rotate" | "remove";

export function useWebhookMenu(
  webhook: Webhook,
  onOpen: (kind: WebhookDialogKind) => void,
): MenuItem[] {
  const { t } = useTranslation("webhooks");
  const { toggle, test } = useWebhookChanges();
  const open = (kind: WebhookDialogKind) => () => onOpen(kind);
  return [
    { id: "log", icon: List, label: t("action.log"), onSelect: open("log") },
    { id: "test", icon: Send, label: t("action.test"), onSelect: () => test(webhook) },
    { id: "edit", icon: Pencil, label: t("action.edit"), onSelect: open("edit") },
    { id: "rotate", icon: RefreshCcw, label: t("action.rotate"), onSelect: open("rotate") },
    {
      id: "toggle",
      icon: webhook.active ? Pause : Play,
      label: t(webhook.active ? "action.pause" : "action.resume"),
      onSelect: () => toggle(webhook),
    },
    { separator: true },
    {
      id: "remove",
      icon: Trash2,
      label: t("action.remove"),
      danger: true,
      onSelect: open("remove"),
    },
  ];
}

function useWebhookChanges() {
  const { t } = useTranslation("webhooks");
  const toasts = useToasts();
  const updating = useMutationOperation("webhook.update");
  const testing = useMutationOperation("webhook.test");
  const refused = (failure: OperationFailure) => {
    const { title, hint } = failureText(t, failure);
    toasts.show({ tone: "bad", title, description: hint });
  };
  const toggle = ({ id, active }: Webhook) =>
    updating.mutate(
      { webhook: id, active: !active },
      {
        onSuccess: () => toasts.show({ title: t(active ? "paused" : "resumed") }),
        onError: refused,
      },
    );
  const told = (delivery: Delivery) => {
    const { status, problem } = delivery;
    if (delivery.state !== "delivered") {
      toasts.show({ tone: "bad", title: t("test.failed"), description: problem ?? undefined });
      return;
    }
    toasts.show({ tone: "good", title: status ? t("test.ok", { status }) : t("test.okNoStatus") });
  };
  const test = ({ id }: Webhook) =>
    testing.mutate({ webhook: id }, { onSuccess: told, onError: refused });
  return { toggle, test };
}
