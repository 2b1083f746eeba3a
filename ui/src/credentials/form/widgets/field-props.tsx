/** What every widget hands to the kit's field: label, help with its link, error, optional or not. */
import type { WidgetProps } from "@rjsf/utils";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ExternalLink } from "../../../kit";
import { type FieldSchema, hintsOf } from "../schema";

export interface FieldProps {
  label: string;
  help: ReactNode;
  error: string | undefined;
  required: boolean;
  optional: boolean;
}

export function fieldOf(props: WidgetProps): FieldSchema {
  return props.schema as FieldSchema;
}

export function useFieldProps(props: WidgetProps): FieldProps {
  const field = fieldOf(props);
  const required = props.required === true;
  const error = props.rawErrors?.length ? props.rawErrors.join(" ") : undefined;
  const link = hintsOf(field).help;
  const help =
    field.description || link ? (
      <>
        {field.description}
        {field.description && link ? " " : null}
        {link?.startsWith("https://") && <FieldHelpLink href={link} label={props.label} />}
      </>
    ) : undefined;
  return { label: props.label, help, error, required, optional: !required };
}

function FieldHelpLink({ href, label }: { href: string; label: string }) {
  const { t } = useTranslation("credentials");
  return (
    <ExternalLink href={href}>
      {t("form.helpLink")}
      <span className="sr-only"> ({label})</span>
    </ExternalLink>
  );
}

/** Technical fields are not prose: nothing completes, corrects or capitalises them. */
export const TECHNICAL = {
  autoComplete: "off",
  autoCapitalize: "off",
  autoCorrect: "off",
  spellCheck: false,
} as const;
