import { useState } from "react";

/** A number that is remembered on this computer. */
export function useStoredNumber(key: string, initial: number): [number, (value: number) => void] {
  const name = `credenza.${key}`;
  const [value, setValue] = useState(() => Number(localStorage.getItem(name)) || initial);
  const set = (next: number) => {
    setValue(next);
    localStorage.setItem(name, String(next));
  };
  return [value, set];
}
