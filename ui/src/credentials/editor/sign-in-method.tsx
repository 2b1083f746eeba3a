/**
 * Where a method signs in through the browser, a sign-in takes the place of the form. The form only
 * tells that such a method was chosen; who mounts it decides what is shown.
 */
import { createContext, lazy, useContext } from "react";
import { withWords } from "../../i18n";

export const SignIn = lazy(async () => ({
  default: (await withWords(import("../../oauth"), "oauth", "reasons")).SignIn,
}));

const SignInMethod = createContext<((auth: string) => void) | undefined>(undefined);

/** Provides what to do when a method that signs in was chosen. */
export const SignInMethodProvider = SignInMethod.Provider;

/** Takes the choice of a method that signs in; undefined where none can be chosen. */
export function useSignInMethod(): ((auth: string) => void) | undefined {
  return useContext(SignInMethod);
}
