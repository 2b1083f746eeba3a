import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ButtonLink, EmptyState, PageHeader } from "../kit";

export function NotFound() {
  const { t } = useTranslation("shell");
  return (
    <>
      <PageHeader title={t("notFound.title")} />
      <EmptyState
        icon={SearchX}
        title={t("notFound.heading")}
        actions={<ButtonLink to="/credentials">{t("notFound.action")}</ButtonLink>}
      >
        {t("notFound.text")}
      </EmptyState>
    </>
  );
}
