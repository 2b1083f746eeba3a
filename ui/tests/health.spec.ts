/** Overview and Health: each state in three colour modes, and what they promise. */
import { expect, type Page, test } from "@playwright/test";
import { expectNoAxeViolations, leadTo, open, shoot, tellHost } from "./support";

interface Screen {
  name: string;
  path: string;
  fixture?: string;
  prepare?(page: Page): Promise<void>;
}

const row = (page: Page, name: string) =>
  page.getByRole("option", { name: new RegExp(`^${name},`) });

async function select(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

const SCREENS: Screen[] = [
  { name: "overview", path: "/overview" },
  { name: "overview-healthy", path: "/overview", fixture: "healthy" },
  { name: "overview-empty", path: "/overview", fixture: "empty" },
  { name: "overview-error", path: "/overview", fixture: "error" },
  { name: "overview-long-names", path: "/overview", fixture: "long-names" },
  { name: "health", path: "/health" },
  { name: "health-empty", path: "/health", fixture: "empty" },
  { name: "health-error", path: "/health", fixture: "error" },
  { name: "health-many", path: "/health", fixture: "many" },
  { name: "health-long-names", path: "/health", fixture: "long-names" },
  { name: "health-no-match", path: "/health?q=sfp" },
  { name: "health-filtered", path: "/health?state=attention" },
  { name: "health-lost", path: "/health", prepare: (page) => select(page, "Warehouse") },
  { name: "health-retrying", path: "/health", prepare: (page) => select(page, "Legacy shop") },
  {
    name: "health-table",
    path: "/health?q=prod%20db",
    async prepare(page) {
      await select(page, "Prod DB");
      await page.getByRole("button", { name: "Show as table" }).click();
    },
  },
  {
    name: "health-notice",
    path: "/health",
    async prepare(page) {
      await tellHost(page, {
        type: "credential_lost",
        credential: "01936000-0001-7000-8000-000000000001",
        name: "Prod DB",
        connector: "postgresql",
        reason: "auth.revoked",
      });
      await page.getByText("Prod DB is disconnected").first().waitFor();
    },
  },
];

for (const screen of SCREENS) {
  for (const theme of ["light", "dark"] as const) {
    test(`${screen.name} in ${theme}`, async ({ page }) => {
      await open(page, screen.path, { fixture: screen.fixture ?? "default", theme });
      await screen.prepare?.(page);
      await shoot(page, `${screen.name}-${theme}-1280`);
      await expectNoAxeViolations(page);
      await page.setViewportSize({ width: 1024, height: 640 });
      await shoot(page, `${screen.name}-${theme}-1024`);
    });
  }
  test(`${screen.name} in forced colors`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await open(page, screen.path, { fixture: screen.fixture ?? "default" });
    await screen.prepare?.(page);
    await shoot(page, `${screen.name}-forced-1280`);
    await expectNoAxeViolations(page);
  });
}

test("the sidebar says in words how many need attention", async ({ page }) => {
  await open(page, "/overview");
  const link = page.getByRole("link", { name: "Health, 4 need attention", exact: true });
  await expect(link).toBeVisible();
  await page.keyboard.press("Alt+3");
  await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeFocused();
  await page.keyboard.press("Alt+1");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeFocused();
});

test("the tray leads to everything that needs attention", async ({ page }) => {
  await open(page, "/flows");
  await leadTo(page, "attention");
  await expect(page.getByRole("heading", { level: 1, name: "Health" })).toBeVisible();
  await expect(page).toHaveURL(/\/health\?state=attention/);
  await expect(page.getByRole("option")).toHaveCount(4);
});

test("each row that needs attention has its one action", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("button", { name: "Verify now: Legacy shop" }).click();
  await expect(page.getByText("Legacy shop works").last()).toBeVisible();
  await expect(page.getByRole("button", { name: "Verify now: Legacy shop" })).toHaveCount(0);
  await page.getByRole("link", { name: "Open flow: Orders to warehouse" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orders to warehouse" })).toBeVisible();
});

test("reconnect opens the form where there is no sign-in, in place", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("button", { name: "Reconnect: Warehouse" }).click();
  await expect(page.getByRole("dialog", { name: "Reconnect Warehouse" })).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await expect(page.getByRole("button", { name: "Keep saved Password" })).toBeVisible();
});

test("the three totals are links", async ({ page }) => {
  await open(page, "/overview");
  await page.getByRole("link", { name: /active flows/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Flows" })).toBeVisible();
});

test("filter chips show the counts, filter, and survive Back", async ({ page }) => {
  await open(page, "/health");
  const chip = page.getByRole("button", { name: /^Disconnected/ });
  await expect(chip).toContainText("1");
  await chip.click();
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Alt+2");
  await page.getByRole("heading", { level: 1, name: "Security credentials" }).waitFor();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(chip).toHaveAttribute("aria-pressed", "true");
});

test("checks are paused with a way back, by keyboard alone", async ({ page }) => {
  await open(page, "/health?q=prod%20db");
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Prod DB" })).toBeVisible();
  await page.getByRole("button", { name: "Pause checks" }).press("Enter");
  await expect(page.getByText("Checks of Prod DB are paused").last()).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume checks" })).toBeVisible();
  await page.keyboard.press("F6");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByRole("button", { name: "Pause checks" })).toBeVisible();
});

test("the strip says each day in words as the focus moves", async ({ page }) => {
  await open(page, "/health?q=prod%20db");
  await select(page, "Prod DB");
  const strip = page.getByRole("group", { name: /Checks of the last 30 days/ });
  await expect(strip.getByRole("img")).toHaveCount(30);
  await strip.getByRole("img").last().focus();
  await page.keyboard.press("ArrowLeft");
  await expect(strip.getByRole("img").nth(28)).toBeFocused();
  const said = await strip.getByRole("img").nth(28).getAttribute("aria-label");
  await expect(page.getByText(said ?? "-", { exact: true })).toBeVisible();
});

test("retries are counted down", async ({ page }) => {
  await open(page, "/health");
  await select(page, "Legacy shop");
  await expect(page.getByRole("complementary")).toContainText(
    /Retrying in \d+ s \(attempt 3 of 10\)/,
  );
});

test("the strip fills the days of an outage, and the events say what became of it", async ({
  page,
}) => {
  await open(page, "/health");
  await select(page, "Warehouse");
  const cells = page.getByRole("group", { name: /Checks of the last 30 days/ }).getByRole("img");
  await expect(cells.nth(26)).toHaveAccessibleName(/1 of 1 checks? failed/);
  const events = page.getByRole("complementary").getByRole("listitem");
  await expect(events).toHaveText([/^Disconnected\s*The secret was rejected/, /^Created/]);
  await events.last().scrollIntoViewIfNeeded();
  await shoot(page, "health-events-light-1280");
  await expect(page.getByRole("complementary")).not.toContainText("Verify credential");
});

test("what ends has the action that helps against it", async ({ page }) => {
  await open(page, "/overview");
  for (const name of ["Reconnect: Notifier", "Reconnect: Reports", "Reconnect: Partner drop"]) {
    await expect(page.getByRole("button", { name }).first()).toBeVisible();
  }
  await expect(page.getByText("Access ended").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Verify now: Main store" })).toBeVisible();
  const app = page.getByRole("link", { name: /^Open app:/ }).last();
  await expect(app).toBeVisible();
  await app.scrollIntoViewIfNeeded();
  await shoot(page, "overview-calendar-light-1280");
  await page.getByRole("button", { name: "Resume checks: Files prod" }).click();
  await expect(page.getByText("Checks of Files prod are resumed").last()).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume checks: Files prod" })).toHaveCount(0);
});

test("what is paused has a chip and a group of its own", async ({ page }) => {
  await open(page, "/health");
  await page.getByRole("button", { name: /^Paused/ }).click();
  await expect(page).toHaveURL(/state=paused/);
  await expect(page.getByRole("option")).toHaveCount(1);
  await expect(row(page, "Files prod")).toHaveAccessibleName(/checks are paused/);
});

test("a loss is told once, stays, and leads to Health", async ({ page }) => {
  await open(page, "/credentials");
  const lost = {
    type: "credential_lost",
    credential: "01936000-0001-7000-8000-000000000003",
    name: "Warehouse",
    connector: "postgresql",
    reason: "auth.revoked",
  };
  await tellHost(page, lost);
  const words = "Warehouse is disconnected. Access was withdrawn at the provider.";
  await expect(page.locator("[aria-live=assertive]")).toHaveText(words);
  await page.getByRole("button", { name: "Show in Health" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Warehouse" })).toBeVisible();
  await tellHost(page, { ...lost, type: "credential_recovered" });
  await expect(page.getByText("Warehouse works again").last()).toBeVisible();
});
