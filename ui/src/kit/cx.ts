import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins classes; later Tailwind utilities win over earlier ones of the same kind. */
export function cx(...classes: ClassValue[]): string {
  return twMerge(clsx(classes));
}
