/**
 * A secret on one line. A stored secret is never here: its place says that it is saved, and only a
 * replacement can be typed.
 */
import type { WidgetProps } from "@rjsf/utils";
import { SecretField } from "../../../kit";
import { useStoredSecrets } from "../secrets";
import { useFieldProps } from "./field-props";
import { KeepStored, StoredSecretField } from "./stored-secret";

export function SecretWidget(props: WidgetProps) {
  const stored = useStoredSecrets().find(props.name);
  const shown = useFieldProps(props);
  if (stored === "kept" || stored === "cleared") {
    return <StoredSecretField {...shown} name={props.name} cleared={stored === "cleared"} />;
  }
  return (
    <div>
      <SecretField
        {...shown}
        value={typeof props.value === "string" ? props.value : ""}
        onValueChange={(text) => props.onChange(text === "" ? undefined : text)}
        disabled={props.disabled}
      />
      {stored === "replacing" && <KeepStored name={props.name} label={props.label} />}
    </div>
  );
}
