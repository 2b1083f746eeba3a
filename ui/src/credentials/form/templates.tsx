/**
 * The frames around fields: groups with headings, the rest behind *Advanced*, and a mark by which a
 * field is found from a JSON Pointer. Labels, help and errors are drawn by the widgets, with the kit.
 */
import type { FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import { ChevronRight } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "../../kit";
import { groupFields, parseObjectSchema } from "./schema";

/** Marks the field; everything visible is the widget's. */
export function FieldFrame({ children, hidden, fieldPathId, schema }: FieldTemplateProps) {
  if (hidden) return <div hidden>{children}</div>;
  if (schema.type === "object") return children;
  return <div data-pointer={`/${fieldPathId.path.join("/")}`}>{children}</div>;
}

/** All fields, group by group. */
export function FieldsTemplate(props: ObjectFieldTemplateProps) {
  const { t } = useTranslation("credentials");
  const { groups, advanced } = groupFields(parseObjectSchema(props.schema));
  const contents = new Map(props.properties.map(({ name, content }) => [name, content]));
  const failing = Object.keys(props.errorSchema ?? {});
  return (
    <div className="flex flex-col gap-5">
      {groups.map(({ title, names }) =>
        title === null ? (
          <Fields key="" names={names} contents={contents} />
        ) : (
          <fieldset key={title} className="min-w-0 rounded-lg border border-line p-4 pt-3">
            <legend className="px-1 font-semibold text-ink">{title}</legend>
            <Fields names={names} contents={contents} />
          </fieldset>
        ),
      )}
      {advanced.length > 0 && (
        <Advanced title={t("form.advanced")} open={advanced.some((name) => failing.includes(name))}>
          <Fields names={advanced} contents={contents} />
        </Advanced>
      )}
    </div>
  );
}

function Fields({ names, contents }: { names: string[]; contents: Map<string, ReactElement> }) {
  return (
    <div className="flex flex-col gap-4">
      {names.map((name) => (
        <div key={name} className="contents">
          {contents.get(name)}
        </div>
      ))}
    </div>
  );
}

/** Opens itself when a field inside is in error, so that no message is hidden. */
function Advanced(props: { title: string; open: boolean; children: ReactNode }) {
  const [shown, setShown] = useState(props.open);
  const id = useId();
  useEffect(() => {
    if (props.open) setShown(true);
  }, [props.open]);
  return (
    <div>
      <button
        type="button"
        className="-ms-1 flex min-h-7 items-center gap-1 rounded-md px-1 font-medium text-ink hover:bg-hover"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setShown(!shown)}
      >
        <ChevronRight
          aria-hidden="true"
          className={cx(
            "size-4 text-ink-muted rtl:-scale-x-100",
            shown && "rotate-90 rtl:rotate-90",
          )}
        />
        {props.title}
      </button>
      <div id={id} hidden={!shown} className="pt-3">
        {props.children}
      </div>
    </div>
  );
}

/** For the parts of RJSF that this theme draws elsewhere. */
export function Nothing() {
  return null;
}

/** Moves focus into a field, opening nothing and scrolling as little as needed. */
export function focusField(root: ParentNode, pointer: string): boolean {
  const field = root.querySelector(`[data-pointer="${CSS.escape(pointer)}"]`);
  const input = field?.querySelector<HTMLElement>(
    "input, select, textarea, [role=combobox], button",
  );
  input?.focus();
  return input !== null && input !== undefined;
}
