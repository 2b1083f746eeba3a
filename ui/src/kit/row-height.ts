import { useSyncExternalStore } from "react";

const HEIGHT: Record<string, number> = { compact: 32, default: 38, comfortable: 44 };

/** The height of a list's rows, from density and text size. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, current);
}

function current(): number {
  const { dataset, style } = document.documentElement;
  const scale = Number(style.getPropertyValue("--text-scale")) || 1;
  return Math.round((HEIGHT[dataset.density ?? "default"] ?? 38) * Math.max(1, scale));
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-density", "style"] });
  return () => observer.disconnect();
}
