/** The credentials' screens: each state in three colour modes, and the main job by keyboard alone. */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { active, expectNoAxeViolations, open, shoot } from "./support";

const LIST = "/credentials/postgresql";

interface Screen {
  name: string;
  path?: string;
  fixture?: string;
  prepare?(page: Page): Promise<void>;
}

const row = (page: Page, name: string) =>
  page.getByRole("option", { name: new RegExp(`^${name}`) });
const button = (page: Page | Locator, name: string) =>
  page.getByRole("button", { name, exact: true });
const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });

async function select(page: Page, name = "Prod DB"): Promise<void> {
  await row(page, name).click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
}

function tab(name: string) {
  return async (page: Page) => {
    await select(page);
    await page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  };
}

async function fill(page: Page, password: string, host = "db.example.org"): Promise<void> {
  await button(page, "Add credential").click();
  await field(page, "Host").fill(host);
  await field(page, "Database").fill("orders");
  await field(page, "User name").fill("app_user");
  await field(page, "Password").fill(password);
}

async function toGuard(page: Page, name = "Prod DB"): Promise<void> {
  await select(page, name);
  await page.keyboard.press("Delete");
  await page
    .getByRole("alertdialog")
    .getByRole("heading", { name: new RegExp(name) })
    .waitFor();
}

const SCREENS: Screen[] = [
  { name: "credentials-list" },
  { name: "credentials-empty", fixture: "empty" },
  { name: "credentials-error", fixture: "error" },
  { name: "credentials-no-match", path: `${LIST}?q=sfp` },
  { name: "credentials-limit", fixture: "limit" },
  { name: "credentials-many", fixture: "many" },
  {
    name: "credentials-long-names",
    fixture: "long-names",
    prepare: (page) => page.getByRole("option").nth(1).click(),
  },
  {
    name: "credentials-unreadable",
    fixture: "unreadable",
    prepare: (page) => select(page),
  },
  { name: "credential-details", prepare: (page) => select(page) },
  { name: "credential-trouble", prepare: (page) => select(page, "Warehouse") },
  { name: "credential-usage", prepare: tab("Used by") },
  { name: "credential-checks", prepare: tab("Checks") },
  { name: "credential-activity", prepare: tab("Activity") },
  {
    name: "credential-verified",
    async prepare(page) {
      await select(page);
      await button(page, "Verify").click();
      await page
        .getByText(/Verification passed/)
        .first()
        .waitFor();
    },
  },
  {
    name: "credential-menu",
    async prepare(page) {
      await select(page);
      await page.getByRole("button", { name: /^More actions for/ }).click();
      await page.getByRole("menuitem", { name: "Copy id" }).waitFor();
    },
  },
  {
    name: "selection",
    async prepare(page) {
      await select(page);
      await row(page, "Warehouse").click({ modifiers: ["Shift"] });
      await button(page, "Delete…").click();
      await page.getByRole("alertdialog").waitFor();
    },
  },
  { name: "add-picker", path: "/credentials", prepare: openPicker },
  {
    name: "add-form",
    async prepare(page) {
      await button(page, "Add credential").click();
      await expect(field(page, "Account name")).toBeFocused();
    },
  },
  {
    name: "add-incomplete",
    async prepare(page) {
      await button(page, "Add credential").click();
      await page.getByRole("button", { name: /^Verify and save/ }).click();
      await page.getByText("4 fields need attention").first().waitFor();
    },
  },
  {
    name: "add-failed",
    async prepare(page) {
      await fill(page, "wrong");
      await page.getByRole("button", { name: /^Verify and save/ }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "add-running",
    async prepare(page) {
      await fill(page, "slow");
      await button(page, "Verify").click();
      await page.getByRole("heading", { name: /^Checking PostgreSQL/ }).waitFor();
    },
  },
  {
    name: "add-private",
    async prepare(page) {
      await fill(page, "fine", "127.0.0.1");
      await button(page, "Verify").click();
      await page.getByText("Connect to the private address 127.0.0.1:5432?").waitFor();
    },
  },
  {
    name: "add-key-file",
    path: "/credentials/sftp",
    async prepare(page) {
      await button(page, "Add credential").click();
      await page.getByRole("radio", { name: "Key file" }).click();
      await page.getByRole("textbox", { name: "Private key" }).first().fill("not a key");
    },
  },
  {
    name: "edit-moved",
    async prepare(page) {
      await select(page);
      await button(page, "Edit").click();
      await field(page, "Host").fill("other.example.org");
      await page.getByText("Enter the secrets again").waitFor();
    },
  },
  {
    name: "discard",
    async prepare(page) {
      await fill(page, "secret");
      await page.keyboard.press("Escape");
      await button(page, "Keep editing").waitFor();
    },
  },
  { name: "guard-in-use", prepare: (page) => toGuard(page) },
  {
    name: "guard-replace",
    async prepare(page) {
      await toGuard(page);
      await button(page, "Replace everywhere…").click();
      await page.getByRole("combobox", { name: "Replace with" }).click();
      await page
        .getByRole("option", { name: /Prod replica/ })
        .last()
        .click();
      await page.getByText("3 flows will change").waitFor();
    },
  },
];

async function openPicker(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Add credential/ }).click();
  await page.getByRole("combobox", { name: "Connector" }).waitFor();
  await page
    .getByRole("option", { name: /HubSpot/ })
    .first()
    .waitFor();
}

for (const screen of SCREENS) {
  const path = screen.path ?? LIST;
  const fixture = screen.fixture ?? "default";
  for (const theme of ["light", "dark"] as const) {
    test(`${screen.name} in ${theme}`, async ({ page }) => {
      await open(page, path, { fixture, theme });
      await screen.prepare?.(page);
      await shoot(page, `${screen.name}-${theme}-1280`);
      await expectNoAxeViolations(page);
      await page.setViewportSize({ width: 1024, height: 640 });
      await shoot(page, `${screen.name}-${theme}-1024`);
    });
  }
  test(`${screen.name} in forced colors`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await open(page, path, { fixture });
    await screen.prepare?.(page);
    await expectNoAxeViolations(page);
  });
}

test("by keyboard alone: add, fail, put right, save, and be refused the deletion", async ({
  page,
}) => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await open(page, "/credentials");
  await press("Control+n");
  await expect(page.getByRole("combobox", { name: "Connector" })).toBeFocused();
  await page.keyboard.type("postgres");
  await expect(active(page)).toContainText("PostgreSQL");
  await press("Enter");
  // The form takes the focus once it is there; until then it would take it back.
  await expect(field(page, "Account name")).toBeFocused();

  await press("Control+Enter");
  await expect(field(page, "Host")).toBeFocused();
  await expect(field(page, "Host")).toHaveAccessibleDescription(/Fill this in/);
  await page.keyboard.type("db.example.org");
  await press("Tab", "Tab");
  await page.keyboard.type("orders");
  await press("Tab");
  await page.keyboard.type("app_user");
  await press("Tab");
  await page.keyboard.type("wrong password");
  await press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("rejected the password");
  await expect(field(page, "Host")).toHaveValue("db.example.org");
  await expect(field(page, "Password")).toHaveValue("wrong password");

  await button(page, "Edit Password").focus();
  await press("Enter");
  await expect(field(page, "Password")).toBeFocused();
  await press("Control+a");
  await page.keyboard.type("right password");
  await expect(page.getByText("Changed since the last check")).toBeVisible();
  await press("Control+Enter");
  await expect(page.getByRole("dialog", { name: /^Add PostgreSQL/ })).toHaveCount(0);

  await open(page, LIST);
  await page.getByRole("listbox").focus();
  await press("Home");
  await page.getByRole("heading", { level: 2, name: "Prod DB" }).waitFor();
  await press("Delete");
  const guard = page.getByRole("alertdialog", { name: "Prod DB can’t be deleted yet" });
  await expect(guard.getByRole("link", { name: "Nightly import" })).toBeVisible();
  await expect(button(guard, "Close")).toBeFocused();
});

test("the delete guard turns into the question when the last flow is paused", async ({ page }) => {
  await open(page, LIST);
  await toGuard(page);
  const guard = page.getByRole("alertdialog");
  await guard
    .getByRole("button", { name: /^Pause / })
    .first()
    .click();
  await expect(guard.getByRole("button", { name: /^Pause / })).toHaveCount(1);
  await guard.getByRole("button", { name: /^Pause / }).click();
  await expect(guard).toHaveAccessibleName("Delete Prod DB?");
  await button(guard, "Delete Prod DB").click();
  await expect(row(page, "Prod DB")).toHaveCount(0);
  await button(page, "Undo").first().waitFor();
  await page
    .getByText("Prod DB deleted")
    .locator("xpath=ancestor::*[.//button][1]")
    .getByRole("button", { name: "Undo" })
    .click();
  await expect(row(page, "Prod DB")).toHaveCount(1);
});

test("a private address is only connected to after an explicit yes", async ({ page }) => {
  await open(page, LIST);
  await fill(page, "fine", "127.0.0.1");
  await page.getByRole("button", { name: /^Verify and save/ }).click();
  const question = page.getByText("Connect to the private address 127.0.0.1:5432?");
  await question.waitFor();
  await button(page, "No").click();
  await expect(page.getByText("Nothing was sent and nothing was saved")).toBeVisible();
  await button(page, "Verify").click();
  await question.waitFor();
  await button(page, "Yes, connect to it").click();
  await expect(page.getByRole("heading", { name: /Verification passed/ })).toBeVisible();
});

test("an unknown host key is shown, and pinned after an explicit yes", async ({ page }) => {
  await open(page, "/credentials/sftp");
  await button(page, "Add credential").click();
  await field(page, "Host").fill("files.example.org");
  await field(page, "User name").fill("import");
  await field(page, "Password").fill("fine");
  await button(page, "Verify").click();
  await expect(page.getByText(/Is this its host key/)).toBeVisible();
  await expect(page.getByText(/SHA256:/).first()).toBeVisible();
  await button(page, "Yes, trust this key").click();
  await expect(page.getByRole("heading", { name: /Verification passed/ })).toBeVisible();
});

test("a secret that is stored is never asked for twice, and never travels to another host", async ({
  page,
}) => {
  await open(page, LIST);
  await select(page);
  await button(page, "Edit").click();
  await expect(page.getByText("Saved. Leave empty to keep.")).toBeVisible();
  await field(page, "Host").fill("other.example.org");
  await expect(page.getByText("Saved. Leave empty to keep.")).toHaveCount(0);
  await expect(field(page, "Password")).toHaveValue("");
});

test("switching the method loses nothing", async ({ page }) => {
  await open(page, LIST);
  await fill(page, "secret");
  await page.getByRole("radio", { name: "Connection string" }).click();
  await expect(field(page, "Host")).toHaveCount(0);
  await page.getByRole("radio", { name: "Host, user and password" }).click();
  await expect(field(page, "Host")).toHaveValue("db.example.org");
  await expect(field(page, "Password")).toHaveValue("secret");
});

test("a duplicate can be saved anyway", async ({ page }) => {
  await open(page, LIST);
  await fill(page, "secret");
  await field(page, "Account name").fill("Dup of Prod");
  await page.getByRole("button", { name: /^Verify and save/ }).click();
  await button(page, "Save anyway").click();
  await expect(row(page, "Dup of Prod")).toHaveCount(1);
});

test("the 51st is refused, says why, and keeps what was typed", async ({ page }) => {
  await open(page, LIST, { fixture: "limit" });
  const add = button(page, "Add credential");
  await expect(add).toHaveAccessibleDescription(/50 of 50 used/);
  await add.focus();
  await expect(add).toBeFocused();
});

test("the last of ten thousand is one key away", async ({ page }) => {
  await open(page, LIST, { fixture: "many" });
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Home");
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-setsize", "10000");
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(page.getByRole("option", { name: /^Database 10000,/ })).toBeVisible({
      timeout: 500,
    });
  }).toPass({ timeout: 10_000 });
});

test("what was deleted can be restored from the archive, or erased for good", async ({ page }) => {
  await open(page, "/credentials/mongodb");
  for (const name of ["Events", "Sessions"]) {
    await select(page, name);
    await page.keyboard.press("Delete");
    await button(page, `Delete ${name}`).click();
    await expect(row(page, name)).toHaveCount(0);
  }
  await button(page, "Show archive").click();
  await select(page, "Events");
  await button(page, "Restore").click();
  await expect(row(page, "Events")).toHaveCount(0);
  await select(page, "Sessions");
  await page.getByRole("button", { name: "More actions for Sessions" }).click();
  await page.getByRole("menuitem", { name: "Erase now…" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("This cannot be undone");
  await button(page, "Erase now").click();
  await expect(row(page, "Sessions")).toHaveCount(0);
  await expect(page.getByText("Undo")).toHaveCount(0, { timeout: 10_000 });
});

test("F2 renames, and Undo takes it back", async ({ page }) => {
  await open(page, LIST);
  await select(page, "Warehouse");
  await page.keyboard.press("F2");
  await field(page, "Account name").fill("Data warehouse");
  await page.keyboard.press("Enter");
  await expect(row(page, "Data warehouse")).toHaveCount(1);
  await button(page, "Undo").click();
  await expect(row(page, "Warehouse")).toHaveCount(1);
});

test("filters live in the address, so that Back and a reload restore them", async ({ page }) => {
  await open(page, LIST);
  await page.getByRole("button", { name: /^Needs attention/ }).click();
  await expect(page.getByRole("option")).toHaveCount(1);
  await expect(page).toHaveURL(/filter=attention/);
  await page.getByRole("button", { name: /^Healthy/ }).click();
  await expect(page.getByRole("option")).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole("option")).toHaveCount(2);
});

test("a credential's own address opens it", async ({ page }) => {
  await open(page, `${LIST}/01936000-0001-7000-8000-000000000001?tab=usage`);
  await expect(page.getByRole("heading", { level: 2, name: "Prod DB" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Nightly import" })).toBeVisible();
});

test("under 900 px the list and the detail are pages of their own", async ({ page }) => {
  await page.setViewportSize({ width: 880, height: 640 });
  await open(page, LIST);
  await row(page, "Prod DB").click();
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await page.getByRole("button", { name: /^All PostgreSQL credentials/ }).click();
  await expect(page.getByRole("listbox")).toBeVisible();
});

test("the row menu acts on the row under the pointer", async ({ page }) => {
  await open(page, LIST);
  await row(page, "Warehouse").click({ button: "right" });
  await page.getByRole("menuitem", { name: /^Rename/ }).click();
  await expect(field(page, "Account name")).toHaveValue("Warehouse");
});

test("several are verified and deleted at once, and those in use stay", async ({ page }) => {
  await open(page, "/credentials/stripe");
  await row(page, "Payments live").click();
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar).toContainText("2 selected");
  await button(bar, "Verify").click();
  await expect(page.getByText("2 credentials verified").first()).toBeVisible();
  await button(bar, "Delete…").click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("1 can be deleted");
  await expect(dialog).toContainText("1 is in use");
  await button(dialog, "Delete 1 credential").click();
  await expect(row(page, "Payments test")).toHaveCount(0);
  await expect(row(page, "Payments live")).toHaveCount(1);
});
