/** Yes or no. */
import type { WidgetProps } from "@rjsf/utils";
import { Checkbox } from "../../../kit";
import { useFieldProps } from "./field-props";

export function CheckWidget(props: WidgetProps) {
  const { label, help } = useFieldProps(props);
  return (
    <Checkbox
      label={label}
      help={help}
      checked={props.value === true}
      onCheckedChange={(checked) => props.onChange(checked)}
    />
  );
}
