import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, SearchField, Select } from "../kit";
import type { ActivitySearch } from "../shell/router";
import { ACTIONS } from "./actions";
import { actionWords } from "./words";

const route = getRouteApi("/activity");
const ANY = "any";

/** Whether anything is filtered. */
export function hasFilters({ q, action, outcome, period, object }: ActivitySearch): boolean {
  return Boolean(q ?? action ?? outcome ?? period ?? object);
}

/** Search, action, result and period; they live in the address, so that Back restores them. */
export function Filters() {
  const { t } = useTranslation("activity");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Partial<Record<keyof ActivitySearch, string | undefined>>) =>
    void navigate({ search: (old) => ({ ...old, ...part }) as ActivitySearch, replace: true });
  const choose = (key: keyof ActivitySearch) => (value: string) =>
    change({ [key]: value === ANY ? undefined : value });
  const any = (label: string) => ({ value: ANY, label });
  const active = hasFilters(search);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-6 pb-3 max-sm:px-4">
      <SearchField
        label={t("search")}
        keys="Mod+F"
        value={search.q ?? ""}
        onValueChange={(q) => change({ q: q || undefined })}
        className="max-w-90 flex-1 basis-56"
      />
      <Select
        label={t("filter.action")}
        hideLabel
        className="w-48"
        value={search.action ?? ANY}
        onValueChange={choose("action")}
        options={[
          any(t("filter.anyAction")),
          ...ACTIONS.map((action) => ({ value: action, label: actionWords(t, action) })),
        ]}
      />
      <Select
        label={t("filter.outcome")}
        hideLabel
        className="w-36"
        value={search.outcome ?? ANY}
        onValueChange={choose("outcome")}
        options={[
          any(t("filter.anyOutcome")),
          ...(["done", "refused", "failed"] as const).map((outcome) => ({
            value: outcome,
            label: t(`outcome.${outcome}`),
          })),
        ]}
      />
      <Select
        label={t("filter.period")}
        hideLabel
        className="w-36"
        value={search.period ?? ANY}
        onValueChange={choose("period")}
        options={[
          any(t("filter.anyPeriod")),
          ...(["day", "week", "month"] as const).map((period) => ({
            value: period,
            label: t(`period.${period}`),
          })),
        ]}
      />
      {active && (
        <Button variant="ghost" onClick={() => void navigate({ search: {}, replace: true })}>
          {t("filter.clear")}
        </Button>
      )}
    </div>
  );
}
