import { useTranslation } from "react-i18next";
import { Banner, Button } from "../kit";

/** Nothing leaves for a private address before a person has said so. */
export function AllowPrivate(props: { title: string; target: string; onAllow(): void }) {
  const { t } = useTranslation("kit");
  const { target } = props;
  return (
    <div role="alert">
      <Banner
        tone="warn"
        title={props.title}
        actions={
          <Button size="sm" onClick={props.onAllow}>
            {t("allowPrivate.allow", { target })}
          </Button>
        }
      >
        {t("allowPrivate.text", { target })}
      </Banner>
    </div>
  );
}
