/** Says that what is on screen was changed elsewhere, and offers both ways out. */
import { useTranslation } from "react-i18next";
import { Banner, Button } from "../../kit";

export function ChangedBar({ onReload, onKeep }: { onReload: () => void; onKeep: () => void }) {
  const { t } = useTranslation("credentials");
  return (
    <div role="alert">
      <Banner
        tone="warn"
        title={t("changed.title")}
        actions={
          <>
            <Button size="sm" onClick={onReload}>
              {t("changed.reload")}
            </Button>
            <Button size="sm" onClick={onKeep}>
              {t("changed.keep")}
            </Button>
          </>
        }
      >
        {t("changed.text")}
      </Banner>
    </div>
  );
}
