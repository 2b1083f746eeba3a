/** Says validation problems in words. Deliberately absent: finding them (validator.ts). */
import type { TFunction } from "i18next";
import type { Problem } from "./validator";

/** A sentence for a problem; the field's label stands right above it and is not repeated. */
export function sayProblem(t: TFunction<"credentials">, problem: Problem): string {
  const limit = problem.limit;
  switch (problem.keyword) {
    case "required":
      return t("form.error.required");
    case "reenter":
      return t("form.error.reenter");
    case "minLength":
      return t("form.error.minLength", { count: Number(limit) });
    case "maxLength":
      return t("form.error.maxLength", { count: Number(limit) });
    case "minimum":
      return t("form.error.minimum", { limit: Number(limit) });
    case "maximum":
      return t("form.error.maximum", { limit: Number(limit) });
    case "type":
      return limit === "integer" || limit === "number"
        ? t("form.error.number")
        : t("form.error.invalid");
    case "format":
      return sayFormat(t, limit);
    case "pattern":
      return t("form.error.pattern");
    case "enum":
    case "const":
    case "oneOf":
      return t("form.error.enum");
    default:
      return t("form.error.invalid");
  }
}

function sayFormat(t: TFunction<"credentials">, format: Problem["limit"]): string {
  if (format === "uri") return t("form.error.uri");
  if (format === "email") return t("form.error.email");
  if (format === "hostname") return t("form.error.hostname");
  return t("form.error.invalid");
}
