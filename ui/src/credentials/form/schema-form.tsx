/**
 * The form made from a connector's JSON Schema: RJSF with our own theme. It draws, and reports what is
 * typed; finding problems, and deciding what to do about them, is the caller's.
 * `Form.js` is imported by its path, so that nothing pulls AJV into the bundle.
 */
import Form from "@rjsf/core/lib/components/Form.js";
import type { RJSFSchema, TemplatesType } from "@rjsf/utils";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "./messages";
import { type ObjectSchema, orderedFields, type Values } from "./schema";
import { FieldFrame, FieldsTemplate, Nothing } from "./templates";
import { InterpretingValidator, toFieldErrors } from "./validator";
import { makeUiSchema, widgets } from "./widgets";

interface Props {
  schema: ObjectSchema;
  values: Values;
  /** Messages by JSON Pointer. */
  errors: ReadonlyMap<string, string[]>;
  disabled?: boolean;
  onChange: (values: Values) => void;
}

const templates: Partial<TemplatesType<Values, RJSFSchema>> = {
  FieldTemplate: FieldFrame,
  ObjectFieldTemplate: FieldsTemplate,
  FieldErrorTemplate: Nothing,
  ErrorListTemplate: Nothing,
  TitleFieldTemplate: Nothing,
  DescriptionFieldTemplate: Nothing,
};

const NO_DEFAULTS = { emptyObjectFields: "skipDefaults", constAsDefaults: "never" } as const;

export function SchemaForm({ schema, values, errors, disabled = false, onChange }: Props) {
  const { t } = useTranslation("credentials");
  const validator = useMemo(
    () => new InterpretingValidator((problem) => sayProblem(t, problem)),
    [t],
  );
  const uiSchema = useMemo(() => makeUiSchema(schema), [schema]);
  const extraErrors = useMemo(() => toFieldErrors(errors), [errors]);
  const ordered = useMemo(() => inOrder(schema), [schema]);
  return (
    <Form<Values, RJSFSchema>
      tagName="div"
      idPrefix="field"
      schema={ordered}
      uiSchema={uiSchema}
      formData={values}
      validator={validator}
      templates={templates}
      widgets={widgets}
      extraErrors={extraErrors}
      // Defaults are put in once, when the form opens: an emptied field stays empty.
      experimental_defaultFormStateBehavior={NO_DEFAULTS}
      noValidate
      noHtml5Validate
      showErrorList={false}
      disabled={disabled}
      onChange={({ formData }) => onChange(formData ?? {})}
    >
      {/* Any child replaces RJSF's submit button: the dialog's footer has the buttons. */}
      <span hidden />
    </Form>
  );
}

/** Fields in the form's order. The title of the whole is said outside, by the choice of method. */
function inOrder(schema: ObjectSchema): RJSFSchema {
  const entries = orderedFields(schema).map((name) => [name, schema.properties[name]] as const);
  const { title: _title, description: _description, ...rest } = schema;
  return { ...rest, properties: Object.fromEntries(entries) } as RJSFSchema;
}
