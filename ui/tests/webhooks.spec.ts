/** Webhooks in the settings: each state in three colour modes, and the secret that is shown once. */
import { expect, type Page, test } from "@playwright/test";
import { active, expectNoAxeViolations, open, shoot } from "./support";

interface Screen {
  name: string;
  fixture?: string;
  prepare(page: Page): Promise<void>;
}

const OPS = "https://ops.example.org/hooks/credenza";
const CRM = "https://crm.example.com/events";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function choose(page: Page, address: string, item: string): Promise<void> {
  await button(page, `More actions for ${address}`).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function openAdd(page: Page): Promise<void> {
  await button(page, "Add webhook").click();
  await page.getByRole("dialog", { name: "Add webhook" }).waitFor();
}

async function toSecret(page: Page): Promise<void> {
  await openAdd(page);
  await page.getByRole("textbox", { name: "Address" }).fill("https://hooks.example.org/a");
  await page.getByRole("dialog").getByRole("button", { name: "Add webhook" }).click();
  await page.getByRole("dialog", { name: "Signing secret" }).waitFor();
}

const SCREENS: Screen[] = [
  { name: "webhooks", prepare: (page) => page.getByText(OPS).waitFor() },
  {
    name: "webhooks-none",
    fixture: "empty",
    prepare: (page) => page.getByText("No webhook yet.").waitFor(),
  },
  {
    name: "webhooks-error",
    fixture: "error",
    prepare: (page) => button(page, "Try again").waitFor(),
  },
  {
    name: "webhook-add",
    async prepare(page) {
      await openAdd(page);
      await page.getByRole("radio", { name: "Only these" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Add webhook" }).click();
      await page.getByText("Choose at least one event.").waitFor();
    },
  },
  {
    name: "webhook-private",
    async prepare(page) {
      await openAdd(page);
      await page.getByRole("textbox", { name: "Address" }).fill("http://127.0.0.1:9000/a");
      await page.getByRole("dialog").getByRole("button", { name: "Add webhook" }).click();
      await page.getByText("Send to this computer or your own network?").waitFor();
    },
  },
  { name: "webhook-secret", prepare: toSecret },
  {
    name: "webhook-log",
    async prepare(page) {
      await choose(page, CRM, "Delivery log…");
      await page.getByText("Given up").waitFor();
    },
  },
  {
    name: "webhook-rotate",
    async prepare(page) {
      await choose(page, OPS, "New signing secret…");
      await page.getByRole("alertdialog").or(page.getByRole("dialog")).waitFor();
    },
  },
  {
    name: "webhook-remove",
    async prepare(page) {
      await choose(page, OPS, "Remove…");
      await page.getByRole("alertdialog").waitFor();
    },
  },
];

for (const screen of SCREENS) {
  for (const theme of ["light", "dark"] as const) {
    test(`${screen.name} in ${theme}`, async ({ page }) => {
      const fixture = screen.fixture ?? "default";
      await open(page, "/settings?section=webhooks", { fixture, theme });
      await screen.prepare(page);
      await shoot(page, `${screen.name}-${theme}-1280`);
      await expectNoAxeViolations(page);
      await page.setViewportSize({ width: 1024, height: 640 });
      await shoot(page, `${screen.name}-${theme}-1024`);
    });
  }
  test(`${screen.name} in forced colors`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await open(page, "/settings?section=webhooks", { fixture: screen.fixture ?? "default" });
    await screen.prepare(page);
    await shoot(page, `${screen.name}-forced-1280`);
    await expectNoAxeViolations(page);
  });
}

test("a private address is asked about as the core asks, and the answer is kept", async ({
  page,
}) => {
  await open(page, "/settings?section=webhooks");
  for (const [address, target] of [
    ["https://foo.localhost/a?token=t0ken", "foo.localhost:443"],
    ["https://100.64.0.1/b", "100.64.0.1:443"],
  ] as const) {
    await openAdd(page);
    const dialog = page.getByRole("dialog");
    await page.getByRole("textbox", { name: "Address" }).fill(address);
    await dialog.getByRole("button", { name: "Add webhook" }).click();
    await expect(page.getByText("Send to this computer or your own network?")).toBeVisible();
    await page.getByRole("textbox", { name: "Address" }).fill(`${address}x`);
    await expect(page.getByText("Send to this computer")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Add webhook" }).click();
    await button(page, `Allow ${target}`).click();
    await page.getByRole("checkbox", { name: "I have stored it" }).press("Space");
    await button(page, "Done").press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await expect(page.getByText("https://foo.localhost/a", { exact: true })).toBeVisible();
  await expect(page.getByText("t0ken")).toHaveCount(0);
});

test("a refused address is marked, and every event opens as every event", async ({ page }) => {
  await open(page, "/settings?section=webhooks");
  await choose(page, OPS, "Edit…");
  await expect(page.getByRole("radio", { name: "Every event" })).toBeChecked();
  await expect(page.getByText("is kept and not shown")).toBeVisible();
  const address = page.getByRole("textbox", { name: "Address" });
  await address.fill("http://hooks.example.org/");
  await button(page, "Save").click();
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("Events are sent over https")).toBeVisible();
  await address.fill(OPS);
  await button(page, "Save").click();
  await expect(page.getByText("Webhook saved").first()).toBeVisible();
});

test("the secret is shown once, and stays until it is stored", async ({ page }) => {
  await open(page, "/settings?section=webhooks");
  await toSecret(page);
  const dialog = page.getByRole("dialog", { name: "Signing secret" });
  await expect(dialog).toContainText("whsec_");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("checkbox", { name: "I have stored it" }).press("Space");
  await button(page, "Done").press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("https://hooks.example.org/a")).toBeVisible();
  await expect(page.getByText("whsec_")).toHaveCount(0);
});

test("a test event tells its result, and a failed event can be sent again", async ({ page }) => {
  await open(page, "/settings?section=webhooks");
  await choose(page, OPS, "Send test event");
  await expect(page.getByText("the receiver answered 200").first()).toBeVisible();
  await choose(page, CRM, "Delivery log…");
  await page.getByRole("checkbox", { name: "Only failed and waiting" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Delivered" })).toHaveCount(0);
  await page
    .getByRole("button", { name: /^Send again: Connection lost/ })
    .first()
    .click();
  await expect(page.getByText("Event sent again: delivered").first()).toBeVisible();
});

test("a webhook is paused, resumed and removed", async ({ page }) => {
  await open(page, "/settings?section=webhooks");
  await choose(page, OPS, "Pause");
  await expect(page.getByRole("listitem").filter({ hasText: OPS })).toContainText("Paused");
  await choose(page, OPS, "Resume");
  await expect(page.getByRole("listitem").filter({ hasText: OPS })).toContainText("Delivering");
  await choose(page, OPS, "Remove…");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(OPS)).toHaveCount(0);
});

test("the palette adds a webhook, and an OAuth app", async ({ page }) => {
  await open(page, "/credentials");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run" }).fill("webhook");
  await expect(active(page)).toContainText("Add webhook");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Add webhook" })).toBeVisible();
  await page.keyboard.press("Escape");
  // A dialog that is still closing keeps the keys to itself.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run" }).fill("oauth");
  await expect(active(page)).toContainText("Add OAuth app");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Add OAuth app" })).toBeVisible();
});
