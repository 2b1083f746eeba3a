import activity from "./en/activity.json";
import connectors from "./en/connectors.json";
import credentials from "./en/credentials.json";
import flows from "./en/flows.json";
import health from "./en/health.json";
import kit from "./en/kit.json";
import oauth from "./en/oauth.json";
import reasons from "./en/reasons.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import vault from "./en/vault.json";
import webhooks from "./en/webhooks.json";

/** Every namespace of the English words. */
export const english = {
  activity,
  connectors,
  credentials,
  flows,
  health,
  kit,
  oauth,
  reasons,
  settings,
  shell,
  vault,
  webhooks,
} as const;
