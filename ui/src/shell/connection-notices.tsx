/**
 * Tells that a credential was lost, or works again: once each, as the host tells it. A loss stays on
 * screen until it is dismissed. Renders nothing.
 */
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { loadWords } from "../i18n";
import { useToasts } from "../kit";
import { reasonText } from "../kit/reason-text";
import { useHostEvents } from "../platform";
import type { HostEvent } from "../protocol";

export function ConnectionNotices() {
  const { t } = useTranslation("shell");
  const toasts = useToasts();
  const navigate = useNavigate();
  useHostEvents(
    useCallback(
      (event: HostEvent) => {
        if (event.type !== "credential_lost" && event.type !== "credential_recovered") return;
        const { name, credential: id } = event;
        const open = {
          label: t("lost.open"),
          onClick: () => void navigate({ to: "/health", search: { id } }),
        };
        if (event.type === "credential_recovered") {
          toasts.show({
            about: id,
            tone: "good",
            title: t("lost.recovered", { name }),
            action: open,
          });
          return;
        }
        void loadWords("reasons").then(() =>
          toasts.show({
            about: id,
            tone: "bad",
            title: t("lost.title", { name }),
            description: reasonText(t, event.reason),
            action: open,
          }),
        );
      },
      [t, toasts, navigate],
    ),
  );
  return null;
}
