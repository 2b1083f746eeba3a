/** What the browser tests share: opening a screen over the fixtures, axe, screenshots. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

export type Theme = "light" | "dark";

interface OpenOptions {
  fixture?: string;
  theme?: Theme;
}

/** Opens a screen. Each page has its own storage, so that nothing leaks between tests. */
export async function open(page: Page, path: string, options: OpenOptions = {}): Promise<void> {
  const { fixture = "default", theme = "light" } = options;
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const separator = path.includes("?") ? "&" : "?";
  await page.goto(`${path}${separator}fixture=${fixture}`);
  await page.locator("h1").first().waitFor();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** No violation of WCAG 2.2 A and AA, nor of axe's best practices. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  // Popups stand in portals outside of the landmarks, by design; the guards around them only pass
  // the focus on.
  await page.evaluate(
    "axe.configure({ rules: [{ id: 'region', selector: 'body *:not([data-base-ui-portal], [data-base-ui-portal] *)' }] })",
  );
  const { violations } = await page.evaluate<AxeResult>(
    "axe.run({ include: [['html']], exclude: [['[data-base-ui-focus-guard]']] })",
  );
  const words = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(" ")}\n      ${node.failureSummary}`).join("\n")}`,
  );
  expect(words.join("\n"), "axe violations").toBe("");
}

/** A picture for a person to look at, in `.screenshots` (not in git). */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `.screenshots/${name}.png`, animations: "disabled" });
}

/** The option that Enter takes. A key is pressed only once it is the right one. */
export const active = (page: Page) => page.getByRole("option", { selected: true });

/** What happens in the browser while a sign-in waits: `granted`, `denied`, … */
export async function comeBack(page: Page, outcome: string): Promise<void> {
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent("credenza:come-back", { detail })),
    outcome,
  );
}

/** Where something outside of the page leads, such as the tray. */
export async function leadTo(page: Page, place: string): Promise<void> {
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent("credenza:place", { detail })),
    place,
  );
}

/** An event of the host, as it would come over the wire. */
export async function tellHost(page: Page, event: object): Promise<void> {
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent("credenza:host-event", { detail })),
    event,
  );
}
