import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { KeyHint } from "./key-hint";
import type { Keys } from "./keys";

/** Words for what only shows an icon, or is cut short. Never the only place of a message. */
export function Tooltip(props: { text: string; keys?: Keys | undefined; children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="appear max-w-80 rounded-md border border-line bg-raised px-2 py-1 text-sm text-ink wrap-anywhere">
            {props.text}
            {props.keys && <KeyHint keys={props.keys} className="ms-2" />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
