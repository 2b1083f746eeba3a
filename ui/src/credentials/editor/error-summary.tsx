/** The list of what needs attention, when it is more than can be seen at a glance. */
import { useTranslation } from "react-i18next";
import { Banner } from "../../kit";
import type { ObjectSchema } from "../form/schema";

interface Props {
  errors: ReadonlyMap<string, string[]>;
  schema: ObjectSchema;
  onGoTo: (field: string) => void;
}

export function ErrorSummary({ errors, schema, onGoTo }: Props) {
  const { t } = useTranslation("credentials");
  return (
    <Banner tone="bad" title={t("form.needAttention", { count: errors.size })}>
      <ul className="flex flex-col">
        {[...errors].map(([field, messages]) => (
          <li key={field}>
            <button
              type="button"
              className="min-h-6 text-start underline underline-offset-2 wrap-anywhere"
              onClick={() => onGoTo(field)}
            >
              {field === "name" ? t("form.name.label") : fieldTitle(schema, field)}
            </button>
            {": "}
            {messages.join(" ")}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** The label of a field, given as a JSON Pointer. */
export function fieldTitle(schema: ObjectSchema, field: string): string {
  const name = field.replace(/^\//, "");
  return schema.properties[name]?.title ?? name;
}
