import { getRouteApi } from "@tanstack/react-router";
import {
  AppWindow,
  KeyRound,
  type LucideIcon,
  Monitor,
  ShieldCheck,
  SlidersHorizontal,
  Webhook,
} from "lucide-react";
import { type ComponentType, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { withWords } from "../i18n";
import { cx, Loading, PageBody, PageHeader, SearchField } from "../kit";
import { useDialogs } from "../shell/dialogs";
import type { SettingsSection } from "../shell/search-params";
import { AppearanceSettings } from "./appearance-settings";
import { CredentialSettings } from "./credential-settings";
import { GeneralSettings } from "./general-settings";
import { SettingsQuery } from "./setting-row";
import { VaultSettings } from "./vault-settings";

const route = getRouteApi("/settings");

const OAuthAppList = lazy(async () => ({
  default: (await withWords(import("../oauth"), "credentials", "oauth", "reasons")).OAuthAppList,
}));
const WebhookList = lazy(async () => ({
  default: (await withWords(import("../webhooks"), "webhooks", "reasons")).WebhookList,
}));

function OAuthAppSettings() {
  const dialogs = useDialogs();
  return <OAuthAppList onAdd={() => dialogs.openAddOAuthApp()} />;
}

const SECTIONS: { id: SettingsSection; icon: LucideIcon; body: ComponentType }[] = [
  { id: "general", icon: SlidersHorizontal, body: GeneralSettings },
  { id: "appearance", icon: Monitor, body: AppearanceSettings },
  { id: "credentials", icon: KeyRound, body: CredentialSettings },
  { id: "vault", icon: ShieldCheck, body: VaultSettings },
  { id: "oauthApps", icon: AppWindow, body: OAuthAppSettings },
  { id: "webhooks", icon: Webhook, body: WebhookList },
];

/** Settings: sections at the left, search on top. Changes take effect at once and can be undone. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section = "general" } = route.useSearch();
  const navigate = route.useNavigate();
  const [query, setQuery] = useState("");
  const shown = query.trim() ? SECTIONS : SECTIONS.filter((item) => item.id === section);
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="flex min-h-0 flex-1 border-t border-line max-sm:flex-col">
        <nav
          aria-label={t("sections")}
          className="flex w-56 shrink-0 flex-col gap-0.5 p-3 max-sm:w-auto"
        >
          <SearchField
            label={t("search")}
            keys="Mod+F"
            debounce={0}
            value={query}
            onValueChange={setQuery}
            className="mb-2"
          />
          {SECTIONS.map((item) => (
            <button
              key={item.id}
              type="button"
              aria-current={!query && item.id === section ? "page" : undefined}
              onClick={() => {
                setQuery("");
                void navigate({ search: { section: item.id }, replace: true });
              }}
              className={cx(
                "focus-inset flex min-h-8 items-center gap-2.5 rounded-md px-2 text-start hover:bg-hover aria-[current=page]:bg-pressed aria-[current=page]:font-medium",
              )}
            >
              <item.icon aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
              {t(`section.${item.id}`)}
            </button>
          ))}
        </nav>
        <PageBody className="border-s border-line pt-2 max-sm:border-s-0">
          <SettingsQuery value={query}>
            <div className="max-w-[680px]">
              {shown.map((item) => (
                <section
                  key={item.id}
                  className={cx(query.trim() && "not-has-[[data-setting]]:hidden")}
                >
                  <h2 className="pt-3 text-lg">{t(`section.${item.id}`)}</h2>
                  <Suspense fallback={<Loading rows={3} />}>
                    <item.body />
                  </Suspense>
                </section>
              ))}
              {query.trim() && (
                <p className="hidden py-4 text-ink-muted [:not(:has([data-setting]))>&]:block">
                  {t("noMatch")}
                </p>
              )}
            </div>
          </SettingsQuery>
        </PageBody>
      </div>
    </>
  );
}
