import { createContext, type ReactNode, useContext } from "react";

/** What was typed into the search of the settings. */
export const SettingsQuery = createContext("");

interface SettingRowProps {
  label: string;
  help?: string;
  /** Named by the row itself when it has no label of its own. */
  children: ReactNode;
  wide?: boolean;
}

/** One setting; it disappears when the search asks for something else. */
export function SettingRow(props: SettingRowProps) {
  if (!useMatches(props.label, props.help)) return null;
  return (
    <div data-setting="" className="border-b border-line py-3 last:border-b-0">
      {props.wide ? (
        props.children
      ) : (
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium">{props.label}</p>
            {props.help && <p className="text-sm text-ink-muted">{props.help}</p>}
          </div>
          {props.children}
        </div>
      )}
    </div>
  );
}

function useMatches(...texts: (string | undefined)[]): boolean {
  const query = useContext(SettingsQuery).trim().toLocaleLowerCase();
  return !query || texts.some((text) => text?.toLocaleLowerCase().includes(query));
}
