import { useTranslation } from "react-i18next";
import { failureText, useToasts } from "../kit";
import { useMutationOperation, useOperation } from "../platform";
import type { Settings, SettingsChange } from "../protocol";

/** The organization's settings, and a way to change them that can be undone. */
export function useSettings() {
  const { t } = useTranslation("settings");
  const toasts = useToasts();
  const { data: settings, error, refetch } = useOperation("setting.get", {});
  const { mutate } = useMutationOperation("setting.update");
  const send = (change: SettingsChange, undo: SettingsChange | undefined) =>
    mutate(change, {
      onSuccess: () =>
        toasts.show({
          title: undo ? t("changed") : t("undone"),
          ...(undo ? { action: { label: t("undo"), onClick: () => send(undo, undefined) } } : {}),
        }),
      onError: (failure) => toasts.show({ tone: "bad", ...wordsOf(failureText(t, failure)) }),
    });
  const change = <K extends keyof Settings>(key: K, value: Settings[K]) => {
    if (!settings || settings[key] === value) return;
    send({ [key]: value }, { [key]: settings[key] });
  };
  return { settings, error, refetch, change };
}

function wordsOf({ title, hint }: { title: string; hint: string | undefined }) {
  return { title, description: hint };
}
