/** Every screen of the foundation: no axe violation in three colour modes, and pictures to look at. */
import { type Page, test } from "@playwright/test";
import { expectNoAxeViolations, open, shoot } from "./support";

interface Screen {
  name: string;
  path: string;
  fixture?: string;
  prepare?(page: Page): Promise<void>;
}

const SCREENS: Screen[] = [
  { name: "tiles", path: "/credentials" },
  { name: "tiles-all", path: "/credentials?show=all" },
  { name: "tiles-search", path: "/credentials?q=prod" },
  { name: "tiles-no-match", path: "/credentials?q=sfp" },
  { name: "tiles-empty", path: "/credentials", fixture: "empty" },
  { name: "tiles-error", path: "/credentials", fixture: "error" },
  { name: "tiles-unreadable", path: "/credentials", fixture: "unreadable" },
  {
    name: "tiles-list",
    path: "/credentials?show=all",
    prepare: (page) => page.getByRole("button", { name: "List" }).click(),
  },
  {
    name: "sidebar-collapsed",
    path: "/credentials",
    prepare: (page) => page.getByRole("button", { name: "Collapse sidebar" }).click(),
  },
  { name: "import", path: "/credentials", prepare: openImport },
  { name: "activity", path: "/activity" },
  {
    name: "activity-detail",
    path: "/activity",
    prepare: (page) =>
      page
        .getByRole("option", { name: /Edit credential, Files prod/ })
        .first()
        .click(),
  },
  { name: "activity-broken", path: "/activity", fixture: "broken-chain" },
  { name: "activity-empty", path: "/activity", fixture: "empty" },
  { name: "settings-general", path: "/settings" },
  { name: "settings-appearance", path: "/settings", prepare: settingsSection("Appearance") },
  {
    name: "settings-credentials",
    path: "/settings",
    prepare: settingsSection("Security credentials"),
  },
  { name: "settings-vault", path: "/settings", prepare: settingsSection("Vault") },
  {
    name: "settings-passphrase",
    path: "/settings",
    async prepare(page) {
      await settingsSection("Vault")(page);
      await page.getByRole("button", { name: "Change passphrase…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "lock", path: "/credentials", fixture: "locked" },
  {
    name: "lock-kit",
    path: "/credentials",
    fixture: "locked-kit",
    prepare: (page) => page.getByRole("button", { name: "Use the recovery kit" }).click(),
  },
  {
    name: "lock-older",
    path: "/credentials",
    fixture: "locked-older",
    async prepare(page) {
      await page.getByRole("button", { name: "Unlock with the system keyring" }).click();
      await page.getByRole("button", { name: "Open it all the same" }).waitFor();
    },
  },
  {
    name: "demo",
    path: "/credentials",
    fixture: "demo",
    prepare: (page) => page.getByText("Demo", { exact: true }).waitFor(),
  },
  {
    name: "demo-collapsed",
    path: "/credentials",
    fixture: "demo",
    async prepare(page) {
      await page.getByRole("button", { name: "Collapse sidebar" }).click();
      await page.getByText("Demo", { exact: true }).waitFor();
    },
  },
  {
    name: "demo-lock",
    path: "/credentials",
    fixture: "demo-locked",
    prepare: (page) => page.getByText("Its passphrase is: taste before you serve").waitFor(),
  },
  {
    name: "demo-leave",
    path: "/settings",
    fixture: "demo",
    async prepare(page) {
      await page.getByRole("button", { name: "Leave demo…" }).click();
      await page.getByRole("alertdialog").waitFor();
    },
  },
  { name: "first-run-welcome", path: "/", fixture: "first-run" },
  { name: "first-run-vault", path: "/", fixture: "first-run", prepare: toVaultStep },
  { name: "first-run-no-keyring", path: "/", fixture: "no-keyring", prepare: toVaultStep },
  {
    name: "palette",
    path: "/credentials",
    async prepare(page) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search or run" }).fill("pro");
      await page.getByRole("option", { name: /Prod DB/ }).waitFor();
    },
  },
  {
    name: "shortcuts",
    path: "/credentials",
    async prepare(page) {
      await page.keyboard.press("F1");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
  { name: "not-found", path: "/nowhere" },
];

async function openImport(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Import connector…" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose file…" }).click();
  const toml =
    'id = "acme"\nname = "Acme"\ncategory = "ERP"\nhosts = ["api.acme.example", "*.acme.example"]\n';
  await (await chooser).setFiles({
    name: "acme.toml",
    mimeType: "text/plain",
    buffer: Buffer.from(toml),
  });
  await page.getByRole("checkbox", { name: "api.acme.example" }).click();
}

function settingsSection(name: string) {
  return async (page: Page) => {
    await page
      .getByRole("navigation", { name: "Settings sections" })
      .getByRole("button", { name })
      .click();
    await page.getByRole("heading", { level: 2, name }).waitFor();
  };
}

async function toVaultStep(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Set up the vault" }).click();
  await page.getByRole("heading", { name: "Set up the vault" }).waitFor();
}

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
