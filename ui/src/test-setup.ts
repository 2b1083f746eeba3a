/** What jsdom lacks, and a clean slate after each test. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { loadWords, startI18n } from "./i18n";
import { resetAnnouncer } from "./kit/announcer";

window.matchMedia ??= (query) =>
  ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
  }) as unknown as MediaQueryList;
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.getAnimations ??= () => [];

// A limit against hanging, not a measure of speed: a loaded machine may take longer than the
// library's one second to run what a test waits for. Speed is measured in the real window.
configure({ asyncUtilTimeout: 5_000 });

startI18n();
await loadWords(
  "activity",
  "connectors",
  "credentials",
  "flows",
  "health",
  "oauth",
  "reasons",
  "settings",
  "webhooks",
);

afterEach(() => {
  cleanup();
  resetAnnouncer();
  sessionStorage.clear();
  localStorage.clear();
});
