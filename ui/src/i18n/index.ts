/**
 * Words. English only for now; adding a language means adding a folder beside `en`. What every
 * screen needs is there at start; the words of a screen come with it (`loadWords`).
 */
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import kit from "./en/kit.json";
import shell from "./en/shell.json";
import vault from "./en/vault.json";

const LATER = {
  activity: () => import("./en/activity.json"),
  connectors: () => import("./en/connectors.json"),
  credentials: () => import("./en/credentials.json"),
  flows: () => import("./en/flows.json"),
  health: () => import("./en/health.json"),
  oauth: () => import("./en/oauth.json"),
  reasons: () => import("./en/reasons.json"),
  settings: () => import("./en/settings.json"),
  webhooks: () => import("./en/webhooks.json"),
} as const;

export type ScreenNamespace = keyof typeof LATER;

/** What the screens about one credential say. */
export const CREDENTIAL_WORDS = ["activity", "credentials", "flows", "reasons"] as const;

export function startI18n(): i18n {
  void i18next.use(initReactI18next).init({
    // English words, with dates and numbers as this computer's English has them.
    lng: /^en\b/.test(navigator.language) ? navigator.language : "en",
    fallbackLng: "en",
    resources: { en: { kit, shell, vault } },
    partialBundledLanguages: true,
    defaultNS: "kit",
    // React escapes already.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    initAsync: false,
  });
  return i18next;
}

/** Brings the words of screens. Await it before the screen is shown. */
export async function loadWords(...namespaces: ScreenNamespace[]): Promise<void> {
  await Promise.all(
    namespaces.map(async (namespace) => {
      if (i18next.hasResourceBundle("en", namespace)) return;
      const words = await LATER[namespace]();
      i18next.addResourceBundle("en", namespace, words.default);
    }),
  );
}

/** Loads a module together with the words of its screens. */
export async function withWords<T>(
  module: Promise<T>,
  ...namespaces: ScreenNamespace[]
): Promise<T> {
  await loadWords(...namespaces);
  return module;
}
