/** The look of popups (menus, selects, comboboxes) and of their items. */
export const POPUP =
  "appear hairline-scroll max-w-[min(32rem,var(--available-width))] overflow-y-auto rounded-lg border border-line bg-raised p-1 text-ink shadow-popup outline-none forced-border";

export const ITEM =
  "relative flex min-h-7 items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:text-ink-faint data-popup-open:bg-hover";
