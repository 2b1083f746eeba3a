/** The ways through the foundation's screens without a mouse, and promises that only a browser can break. */
import { expect, type Page, test } from "@playwright/test";
import { active, open } from "./support";

const tile = (page: Page, name: string) => page.getByRole("link", { name: new RegExp(`^${name}`) });

test("tiles are one tab stop, and arrows move in two dimensions", async ({ page }) => {
  await open(page, "/credentials");
  await tile(page, "HubSpot").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tile(page, "Salesforce")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(tile(page, "Stripe")).toBeFocused();
  await page.keyboard.press("End");
  await expect(tile(page, "Stripe")).not.toBeFocused();
  await page.keyboard.press("Home");
  await expect(tile(page, "HubSpot")).toBeFocused();
  // "In quick succession", however slow this computer is at the moment.
  await page.clock.setFixedTime(new Date());
  await page.keyboard.press("p");
  await page.keyboard.press("o");
  await expect(tile(page, "PostgreSQL")).toBeFocused();
  await expect(page.locator("[data-tile][tabindex='0']")).toHaveCount(1);
});

test("a tile says its numbers in words", async ({ page }) => {
  await open(page, "/credentials");
  await expect(
    page.getByRole("link", { name: "PostgreSQL, 3 credentials, 1 needs attention", exact: true }),
  ).toBeVisible();
});

test("A on a tile adds a credential there, and Escape gives the focus back", async ({ page }) => {
  await open(page, "/credentials");
  await tile(page, "HubSpot").focus();
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog", { name: /HubSpot/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(tile(page, "HubSpot")).toBeFocused();
});

test("search finds accounts, says when nothing fits, and Back restores it", async ({ page }) => {
  await open(page, "/credentials");
  await page.keyboard.press("Control+f");
  await expect(page.getByRole("textbox", { name: "Search connectors and accounts" })).toBeFocused();
  await page.keyboard.type("replica");
  await expect(tile(page, "PostgreSQL")).toContainText("Prod replica");
  await expect(page.locator("[data-tile]")).toHaveCount(1);
  await page.keyboard.press("Alt+8");
  await expect(page.getByRole("heading", { level: 1, name: "Activity" })).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.getByRole("textbox", { name: "Search connectors and accounts" })).toHaveValue(
    "replica",
  );
  await page.getByRole("textbox", { name: "Search connectors and accounts" }).fill("sfp");
  await expect(page.getByText("No connector or account matches “sfp”.")).toBeVisible();
  await page.getByRole("button", { name: "Clear search" }).last().click();
  await expect(tile(page, "HubSpot")).toBeVisible();
});

test("the palette finds, opens, and tells how many there are", async ({ page }) => {
  await open(page, "/credentials");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or run" })).toBeFocused();
  await page.keyboard.type("go to act");
  await expect(page.locator("[aria-live=polite]")).toHaveText(/^\d+ results?$/);
  await expect(active(page)).toContainText("Go to Activity");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/activity/);
  await expect(page).toHaveTitle("Activity - Credenza");
});

test("F6 goes from region to region", async ({ page }) => {
  await open(page, "/credentials");
  const region = () =>
    page.evaluate(() =>
      document.activeElement?.closest("[data-region]")?.getAttribute("data-region"),
    );
  await page.keyboard.press("F6");
  await expect.poll(region).toBe("sidebar");
  await page.keyboard.press("F6");
  await expect.poll(region).toBe("main");
  await page.keyboard.press("Shift+F6");
  await expect.poll(region).toBe("sidebar");
});

test("locking unmounts everything; a wrong passphrase is refused, the right one opens", async ({
  page,
}) => {
  await open(page, "/credentials");
  await page.keyboard.press("Control+l");
  await expect(page.getByRole("heading", { name: "The vault is locked" })).toBeVisible();
  await expect(page.getByText("HubSpot")).toHaveCount(0);
  await expect(page.getByLabel("Passphrase", { exact: true })).toBeFocused();
  await page.keyboard.type("not this one");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Passphrase", { exact: true })).toHaveAccessibleDescription(
    /does not fit/,
  );
  await page.getByLabel("Passphrase", { exact: true }).fill("correct horse battery staple");
  await page.keyboard.press("Enter");
  await expect(tile(page, "HubSpot")).toBeVisible();
});

test("the first run refuses a weak passphrase and opens the vault with a good one", async ({
  page,
}) => {
  await open(page, "/", { fixture: "no-keyring" });
  await page.getByRole("button", { name: "Set up the vault" }).click();
  await page.getByLabel("New passphrase", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create vault" }).click();
  await expect(page.getByText("Use at least 12 characters, or several words.")).toBeVisible();
  await page.getByLabel("New passphrase", { exact: true }).fill("seven quiet herons at dawn");
  await page
    .getByLabel("Repeat the passphrase", { exact: true })
    .fill("seven quiet herons at dawn");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No credentials yet" })).toBeVisible();
});

const entered = (page: Page) => page.evaluate(() => document.documentElement.dataset.entered ?? "");

test("the first run offers the sample organization", async ({ page }) => {
  await open(page, "/", { fixture: "first-run" });
  await page.getByRole("button", { name: "Sample organization" }).click();
  await expect.poll(() => entered(page)).toBe("demo");
});

test("the demo is left from the palette, after a question", async ({ page }) => {
  await open(page, "/credentials", { fixture: "demo" });
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run" }).fill("leave");
  await expect(active(page)).toContainText("Leave demo");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Stay" })).toBeFocused();
  expect(await entered(page)).toBe("");
  await page.getByRole("button", { name: "Leave demo", exact: true }).click();
  await expect.poll(() => entered(page)).toBe("own");
});

test("where it is one's own vault, there is no demo to leave", async ({ page }) => {
  await open(page, "/settings");
  await expect(page.getByText("Density", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave demo…" })).toHaveCount(0);
});

test("a changed setting can be undone", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("button", { name: "Security credentials" }).click();
  const limit = page.getByLabel("Credentials per connector");
  await limit.fill("75");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(limit).toHaveValue("50");
  await limit.fill("0");
  await page.keyboard.press("Enter");
  await expect(limit).toHaveAccessibleDescription(/from 1 to 10,000/);
});

test("allowing unverified credentials asks first", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("button", { name: "Security credentials" }).click();
  await page.getByRole("switch").click();
  await expect(
    page.getByRole("alertdialog", { name: "Allow unverified credentials?" }),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("switch")).toBeChecked();
});

test("importing a connector wants every host approved", async ({ page }) => {
  await open(page, "/credentials?show=all");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Import connector…" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose file…" }).click();
  const buffer = Buffer.from(
    'id = "acme"\nname = "Acme"\ncategory = "ERP"\nhosts = ["api.acme.example"]\n',
  );
  await (await chooser).setFiles({ name: "acme.toml", mimeType: "text/plain", buffer });
  const confirm = page.getByRole("button", { name: "Import", exact: true });
  await expect(confirm).toHaveAccessibleDescription("1 host is not approved.");
  await page.getByRole("checkbox", { name: "api.acme.example" }).click();
  await confirm.click();
  await expect(tile(page, "Acme")).toBeVisible();
});

test("activity: 100,000 entries scroll, End goes on, and the list knows its size", async ({
  page,
}) => {
  await open(page, "/activity", { fixture: "many" });
  await expect(page.getByText("100,000 entries")).toBeVisible();
  await page.getByRole("listbox").focus();
  await page.keyboard.press("End");
  const row = page.locator("[data-active-row]");
  await expect(row).toHaveAttribute("aria-setsize", "100000");
  await expect
    .poll(async () => Number(await row.getAttribute("aria-posinset")))
    .toBeGreaterThanOrEqual(200);
  expect(await page.getByRole("option").count()).toBeLessThan(80);
});

test("activity can be saved as a file", async ({ page }) => {
  await open(page, "/activity");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  expect((await download).suggestedFilename()).toBe("credenza-activity.csv");
  await expect(page.getByRole("dialog", { name: "500 entries exported" })).toBeVisible();
  await expect(page.locator("[aria-live]:not([aria-live=off])")).toHaveCount(2);
});

test("nothing offends the content security policy", async ({ page }) => {
  const offences: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) offences.push(message.text());
  });
  page.on("pageerror", (error) => offences.push(error.message));
  for (const path of ["/credentials", "/activity", "/settings"]) await open(page, path);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or run" })).toBeVisible();
  expect(offences).toEqual([]);
});

for (const path of ["/credentials", "/activity", "/settings"]) {
  test(`${path} fits into 320 pixels without sideways scrolling`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page, path);
    const overflow = await page.evaluate(() => {
      const wide = [...document.querySelectorAll("main, main > *")];
      return wide.filter((element) => element.scrollWidth > element.clientWidth + 1).length;
    });
    expect(overflow).toBe(0);
    await page.screenshot({ path: `.screenshots/narrow${path.replaceAll("/", "-")}.png` });
  });
}
