/**
 * Key combinations as text: `Mod+N`, `Alt+ArrowLeft`, `F2`. `Mod` is Command on macOS and Control
 * elsewhere. Letters are compared by `event.key`, so that they follow the layout; digits and
 * punctuation by `event.code`, so that Shift and national layouts do not move them.
 */
export type Keys = string;

export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

const CODE_OF: Record<string, string> = {
  ",": "Comma",
  ".": "Period",
  "/": "Slash",
  "[": "BracketLeft",
  "]": "BracketRight",
  Plus: "Equal",
  Minus: "Minus",
};

export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
> & { getModifierState?: (key: string) => boolean };

export function matchKeys(event: KeyPress, keys: Keys, mac = isMac): boolean {
  // AltGr types characters; it is never a shortcut (it reports Control and Alt on Windows).
  if (event.getModifierState?.("AltGraph")) return false;
  const parts = keys.split("+");
  const last = parts.pop() ?? "";
  const wants = (part: string) => parts.includes(part);
  const control = wants("Ctrl") || (!mac && wants("Mod"));
  const meta = mac && wants("Mod");
  if (event.ctrlKey !== control || event.metaKey !== meta) return false;
  if (event.altKey !== wants("Alt") || event.shiftKey !== wants("Shift")) return false;
  return matchLast(event, last);
}

function matchLast(event: KeyPress, last: string): boolean {
  if (/^[0-9]$/.test(last)) return event.code === `Digit${last}` || event.code === `Numpad${last}`;
  const code = CODE_OF[last];
  if (code) return event.code === code;
  return event.key.toLowerCase() === last.toLowerCase();
}

/** Whether it may fire while a person types: with a modifier, or a function key. */
export function isSafeInText(keys: Keys): boolean {
  return /^(Mod|Ctrl|Alt)\+/.test(keys) || /^(Shift\+)?F\d+$/.test(keys);
}

const MAC_SYMBOL: Record<string, string> = {
  Mod: "⌘",
  Ctrl: "⌃",
  Alt: "⌥",
  Shift: "⇧",
  Enter: "↩",
  Delete: "⌫",
};
const SYMBOL: Record<string, string> = {
  Mod: "Ctrl",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Plus: "+",
  Minus: "−",
  Escape: "Esc",
};

/** The keys as the platform writes them: `Ctrl+N`, `⌘N`. */
export function formatKeys(keys: Keys, mac = isMac): string {
  const parts = keys.split("+").map((part) => (mac && MAC_SYMBOL[part]) || SYMBOL[part] || part);
  return parts.join(mac ? "" : "+");
}

/** As `aria-keyshortcuts` wants them. */
export function ariaKeys(keys: Keys, mac = isMac): string {
  return keys.replace("Mod", mac ? "Meta" : "Control").replace("Ctrl", "Control");
}
