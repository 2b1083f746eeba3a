import activity from "./en/activity.json";
import connectors from "./en/connectors.json";
import credentials from "./en/credentials.json";
import flows from "./en/flows.json";
import kit from "./en/kit.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import vault from "./en/vault.json";

/** Every namespace of the English words. */
export const english = {
  activity,
  connectors,
  credentials,
  flows,
  kit,
  settings,
  shell,
  vault,
} as const;
