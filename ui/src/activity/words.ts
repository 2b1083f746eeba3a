import type { TFunction } from "i18next";
import type { ActivityEntry } from "../protocol";

type Translate = TFunction<"activity">;

/** An action in words: "Add credential". An action of a newer core is shown as it is. */
export function actionWords(t: Translate, action: string): string {
  const key = action.replaceAll(".", "_");
  return t(`action.${key}` as "action.credential_add", { defaultValue: action });
}

/** Who did it: the person, and through which door. */
export function actorWords(t: Translate, actor: ActivityEntry["actor"]): string {
  return t(`actor.${actor.kind}`, { user: actor.user });
}

/** The row in one sentence, for screen readers and type-ahead. */
export function entryWords(t: Translate, entry: ActivityEntry, language: string): string {
  return [
    actionWords(t, entry.action),
    entry.object_name,
    t(`outcome.${entry.outcome}`),
    actorWords(t, entry.actor),
    timeOf(entry.at, language),
  ]
    .filter(Boolean)
    .join(", ");
}

export function timeOf(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(Date.parse(at));
}

export function dayOf(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(Date.parse(at));
}
