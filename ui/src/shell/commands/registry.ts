/**
 * The one list of what can be done now. It feeds shortcuts, the palette and the shortcuts sheet.
 * Screens add their commands while they are mounted; of two with the same keys the later one wins.
 */
import { isSafeInText, type KeyPress, type Keys, matchKeys } from "../../kit/keys";

export interface Command {
  /** Stable: `credential.verify`. */
  id: string;
  /** Translated. */
  title: string;
  section: "actions" | "navigation" | "settings";
  keys?: Keys;
  /** Further keys that do the same; the sheet shows only `keys`. */
  moreKeys?: readonly Keys[];
  /** Why it cannot be used now. It is shown with the reason, and does nothing. */
  disabledReason?: string | undefined;
  /** Other words under which the palette finds it. */
  synonyms?: readonly string[];
  /** Works while a dialog is open. */
  inDialogs?: boolean;
  run(): void;
}

export class CommandRegistry {
  private groups: (readonly Command[])[] = [];
  private listeners = new Set<() => void>();
  private all: readonly Command[] = [];

  register(commands: readonly Command[]): () => void {
    this.groups = [...this.groups, commands];
    this.publish();
    return () => {
      this.groups = this.groups.filter((group) => group !== commands);
      this.publish();
    };
  }

  /** Every command, one for each id. */
  list = (): readonly Command[] => this.all;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The command that a key press means here, if any. */
  find(event: KeyPress, place: { inText: boolean; inDialog: boolean }): Command | undefined {
    return this.all.findLast(
      (command) =>
        (!place.inDialog || command.inDialogs) &&
        keysOf(command).some(
          (keys) => matchKeys(event, keys) && (!place.inText || isSafeInText(keys)),
        ),
    );
  }

  private publish(): void {
    this.all = [...new Map(this.groups.flat().map((command) => [command.id, command])).values()];
    for (const listener of this.listeners) listener();
  }
}

function keysOf(command: Command): Keys[] {
  return [command.keys, ...(command.moreKeys ?? [])].filter((keys) => keys !== undefined);
}
