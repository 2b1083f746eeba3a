/** Which input a field gets: decided by the schema alone. */
import type { RegistryWidgetsType, RJSFSchema, UiSchema } from "@rjsf/utils";
import { type FieldSchema, hintsOf, type ObjectSchema, type Values } from "../schema";
import { CheckWidget } from "./check-widget";
import { ChoiceWidget } from "./choice-widget";
import { FileTextWidget } from "./file-text-widget";
import { SecretWidget } from "./secret-widget";
import { TextWidget } from "./text-widget";

export const widgets: RegistryWidgetsType<Values, RJSFSchema> = {
  TextWidget,
  SelectWidget: ChoiceWidget,
  CheckboxWidget: CheckWidget,
  secret: SecretWidget,
  fileText: FileTextWidget,
};

export function makeUiSchema(schema: ObjectSchema): UiSchema<Values, RJSFSchema> {
  const entries = Object.entries(schema.properties).map(
    ([name, field]) => [name, uiFor(field)] as const,
  );
  return Object.fromEntries(entries);
}

function uiFor(field: FieldSchema): Record<string, unknown> {
  const hints = hintsOf(field);
  if (field.const !== undefined) return { "ui:widget": "hidden" };
  if (field.enum) return { "ui:widget": "SelectWidget" };
  if (field.type === "boolean") return { "ui:widget": "CheckboxWidget" };
  if (hints.multiline || hints.file) return { "ui:widget": "fileText" };
  if (field.writeOnly) return { "ui:widget": "secret" };
  return { "ui:widget": "TextWidget" };
}
