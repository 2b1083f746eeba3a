/** The flows' screens: each state in three colour modes, and what a person does with steps. */
import { expect, type Page, test } from "@playwright/test";
import { active, expectNoAxeViolations, open, shoot } from "./support";

interface Screen {
  name: string;
  path?: string;
  fixture?: string;
  prepare?(page: Page): Promise<void>;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function openFlow(page: Page, name = "Nightly import"): Promise<void> {
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await expect(page.getByRole("combobox").first()).not.toHaveValue("");
}

const SCREENS: Screen[] = [
  { name: "flows" },
  { name: "flows-empty", fixture: "empty" },
  { name: "flows-error", fixture: "error" },
  { name: "flows-no-match", path: "/flows?q=zzz" },
  { name: "flow", prepare: (page) => openFlow(page) },
  {
    name: "flow-new",
    async prepare(page) {
      await page.getByRole("button", { name: /^New flow/ }).click();
      await page.getByRole("textbox", { name: "Name" }).waitFor();
    },
  },
  {
    name: "flow-versions",
    async prepare(page) {
      await openFlow(page);
      await page.getByRole("tab", { name: "Versions" }).click();
    },
  },
  {
    name: "flow-step",
    async prepare(page) {
      await openFlow(page);
      await page.getByRole("button", { name: /^SFTP read/ }).click();
      await page.getByRole("textbox", { name: "Input" }).fill("{");
    },
  },
  {
    name: "flow-not-ready",
    async prepare(page) {
      await page.getByRole("switch", { name: /^Lead sync/ }).click();
      await page.getByText("Lead sync can’t be activated yet").first().waitFor();
    },
  },
  {
    name: "flow-import",
    async prepare(page) {
      await button(page, "Import document…").click();
      await page.getByRole("textbox", { name: "Document" }).fill("name: x");
      await button(page, "Import").click();
    },
  },
  {
    name: "flow-delete",
    async prepare(page) {
      await openFlow(page);
      await button(page, "More actions").click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await button(page, "Pause it").waitFor();
    },
  },
];

for (const screen of SCREENS) {
  const path = screen.path ?? "/flows";
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

test("pausing is immediate and can be undone", async ({ page }) => {
  await open(page, "/flows");
  const state = page.getByRole("switch", { name: /^Nightly import/ });
  await state.click();
  await expect(state).not.toBeChecked();
  await button(page, "Undo").click();
  await expect(state).toBeChecked();
});

test("steps are moved with Alt and arrows, keep the focus, and are saved as a new version", async ({
  page,
}) => {
  await open(page, "/flows");
  await openFlow(page);
  await page.getByRole("button", { name: /^SFTP read/ }).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.locator("[data-step]").nth(1)).toHaveAttribute("data-step", "fetch");
  await expect(page.getByRole("button", { name: /^SFTP read/ })).toBeFocused();
  await expect(page.getByText("changes not saved")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Version 2", { exact: true })).toBeVisible();
});

test("activation is refused with the steps that stand in its way", async ({ page }) => {
  await open(page, "/flows");
  await openFlow(page, "Lead sync");
  await button(page, "Activate").click();
  await expect(page.getByText(/Lead sync can’t be activated yet/).first()).toBeVisible();
  const step = page.getByRole("button", { name: /^Step .+:$/ }).first();
  await step.click();
  await expect(page.locator("[data-step-focus]:focus")).toHaveCount(1);
  await button(page, "Reconnect Marketing US").click();
  await expect(page.getByRole("dialog", { name: "Reconnect Marketing US" })).toBeVisible();
});

test("a new flow is named, gets a step, and is saved", async ({ page }) => {
  await open(page, "/flows");
  await page.getByRole("button", { name: /^New flow/ }).click();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Give the flow a name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Weekly report");
  await page.getByRole("tab", { name: /^Steps/ }).click();
  await button(page, "Add step…").click();
  await page.getByRole("combobox", { name: "Connector" }).fill("petstore");
  await expect(active(page)).toContainText("Petstore");
  await page.keyboard.press("Enter");
  await button(page, "Apply").click();
  // The only credential of its connector is chosen; between several a person decides.
  await expect(page.getByRole("combobox", { name: /Credential of step/ })).toHaveValue("Petstore");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Weekly report" })).toBeVisible();
  await expect(page.getByText("Version 1", { exact: true })).toBeVisible();
});
