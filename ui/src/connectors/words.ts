import { useTranslation } from "react-i18next";
import type { ConnectorSummary } from "../protocol";

/** A connector's numbers in words. */
export function useTileWords(connector: ConnectorSummary) {
  const { t, i18n } = useTranslation("connectors");
  const { credentials, needs_attention, matching_credentials = [] } = connector;
  const attention =
    needs_attention > 0 ? t("needsAttention", { count: needs_attention }) : undefined;
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
