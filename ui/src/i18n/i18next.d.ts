import "i18next";
import type { english } from "./english";

// Keys are checked by the compiler.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "kit";
    resources: typeof english;
  }
}
