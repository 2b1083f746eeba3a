/** The tabs of a credential. The open one lives in the route. */
import { useTranslation } from "react-i18next";
import { Tabs } from "../../kit";
import type { ConnectorDetail, CredentialDetail } from "../../protocol";
import { ActivityTab } from "./activity-tab";
import { ChecksTab } from "./checks-tab";
import { DetailsTab } from "./details-tab";
import { UsageTab } from "./usage-tab";

const TABS = ["details", "usage", "checks", "activity"] as const;
type TabId = (typeof TABS)[number];

interface Props {
  detail: CredentialDetail;
  connector: ConnectorDetail;
  tab: string | undefined;
  onTab: (tab: string) => void;
}

export function DetailTabs({ detail, connector, tab, onTab }: Props) {
  const { t } = useTranslation("credentials");
  const value: TabId = TABS.find((one) => one === tab) ?? "details";
  const { id, used_by } = detail.credential;
  return (
    <Tabs
      label={t("detail.tabs")}
      value={value}
      onValueChange={onTab}
      tabs={[
        {
          value: "details",
          label: t("detail.tab.details"),
          content: <DetailsTab detail={detail} connector={connector} />,
        },
        {
          value: "usage",
          label: t("detail.tab.usage"),
          count: used_by.flows + used_by.clients,
          content: <UsageTab credentialId={id} />,
        },
        {
          value: "checks",
          label: t("detail.tab.checks"),
          content: <ChecksTab credentialId={id} />,
        },
        {
          value: "activity",
          label: t("detail.tab.activity"),
          content: <ActivityTab credentialId={id} />,
        },
      ]}
    />
  );
}
