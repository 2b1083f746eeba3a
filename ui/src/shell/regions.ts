/** F6 and Shift+F6: from one region of the window to the next. */

const FOCUSABLE =
  "a[href], button, input, textarea, select, [tabindex='0'], [role=option], [role=listbox]";

/** Moves the focus to the next (or previous) region that is on screen. Toasts come first: they go. */
export function focusNextRegion(step: 1 | -1): void {
  if (toastsAreNext()) return;
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (region) => region.offsetParent !== null && !region.querySelector("[data-region]"),
  );
  if (regions.length === 0) return;
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + step + regions.length) % regions.length];
  const entry =
    next?.querySelector<HTMLElement>("[aria-current=page], [role=listbox], [tabindex='0']") ??
    next?.querySelector<HTMLElement>(FOCUSABLE);
  entry?.focus();
}

/** Whether toasts are shown: they answer to F6 themselves, and again to go back. */
function toastsAreNext(): boolean {
  return document.querySelector("[data-toasts] [data-toast]") !== null;
}

/** Puts the focus into the search of the view, if it has one. */
export function focusViewSearch(): void {
  const search = document.querySelector<HTMLInputElement>("main [data-view-search]");
  search?.focus();
  search?.select();
}
