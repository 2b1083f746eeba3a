/** Commands for components: register them, list them, and run them by keys. */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { announce } from "../../kit";
import { type Command, CommandRegistry } from "./registry";

export type { Command } from "./registry";

const RegistryContext = createContext<CommandRegistry | undefined>(undefined);

export function CommandProvider(props: { children: ReactNode }) {
  const [registry] = useState(() => new CommandRegistry());
  useEffect(() => listenToKeys(registry), [registry]);
  return <RegistryContext value={registry}>{props.children}</RegistryContext>;
}

function useRegistry(): CommandRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error("commands need a CommandProvider above them");
  return registry;
}

/** Offers commands while the component is mounted. Memoise the list. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry();
  useEffect(() => registry.register(commands), [registry, commands]);
}

/** Every command that is offered now. */
export function useCommandList(): readonly Command[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.list);
}

/** Runs a command, or says why it cannot be run. */
export function runCommand(command: Command): void {
  if (command.disabledReason) announce(command.disabledReason, "assertive");
  else command.run();
}

function listenToKeys(registry: CommandRegistry): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = registry.find(event, placeOf(event.target));
    if (!command) return;
    event.preventDefault();
    runCommand(command);
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

function placeOf(target: EventTarget | null): { inText: boolean; inDialog: boolean } {
  const element = target instanceof Element ? target : document.body;
  return {
    inText: element.closest("input, textarea, select, [contenteditable=true]") !== null,
    inDialog:
      document.querySelector("[role=dialog][aria-modal=true], [role=alertdialog], [data-modal]") !==
      null,
  };
}
