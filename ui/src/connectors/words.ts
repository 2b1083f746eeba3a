import { useTranslation } from "react-i18next";
import type { ConnectorSummary } from "../protocol";

/** A connector's numbers in words. */
export function useTileWords(connector: ConnectorSummary) {
  const { t, i18n } = useTranslation("connectors");
  const { matching_credentials = [] } = connector;
  // Both are known wherever there are tiles: the vault is open.
  const credentials = connector.credentials ?? 0;
  const waiting = connector.needs_attention ?? 0;
  const attention = waiting > 0 ? t("needsAttention", { count: waiting }) : undefined;
  const list = new Intl.ListFormat(i18n.language, { style: "narrow", type: "conjunction" });
  const matches = matching_credentials.length > 0 ? list.format(matching_credentials) : undefined;
  const inWords = credentials > 0 ? t("credentials", { count: credentials }) : t("noCredentials");
  return {
    count: credentials > 0 ? t("accounts", { count: credentials }) : t("none"),
    attention,
    matches,
    name: [connector.name, inWords, attention, matches].filter(Boolean).join(", "),
  };
}
