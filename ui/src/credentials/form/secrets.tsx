/** How the stored secrets of an edited credential stand, for the widgets that ask for them. */
import { createContext, useContext } from "react";

/** `stored`: kept unless something is typed; `replacing`: opened; `cleared`: goes away on save. */
export type StoredSecret = "absent" | "kept" | "replacing" | "cleared" | "reenter";

export interface SecretActions {
  find(field: string): StoredSecret;
  /** Whether the credential could do without it. */
  clearable(field: string): boolean;
  replace(field: string): void;
  keep(field: string): void;
  clear(field: string): void;
}

const NONE: SecretActions = {
  find: () => "absent",
  clearable: () => false,
  replace: () => undefined,
  keep: () => undefined,
  clear: () => undefined,
};

export const StoredSecrets = createContext<SecretActions>(NONE);

export function useStoredSecrets(): SecretActions {
  return useContext(StoredSecrets);
}
