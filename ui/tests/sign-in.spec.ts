/** OAuth apps and signing in: each state in three colour modes, and the ways through them. */
import { expect, type Page, test } from "@playwright/test";
import { active, comeBack, expectNoAxeViolations, open, shoot } from "./support";

interface Screen {
  name: string;
  path: string;
  fixture?: string;
  prepare?(page: Page): Promise<void>;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function openSignIn(page: Page): Promise<void> {
  await button(page, "Add credential").click();
  await page.getByRole("dialog").waitFor();
  await button(page, "Continue in browser").waitFor();
}

async function continueInBrowser(page: Page): Promise<void> {
  await button(page, "Continue in browser").click();
  await page.getByRole("region", { name: "Sign-in" }).waitFor();
}

async function toWaiting(page: Page): Promise<void> {
  await openSignIn(page);
  await continueInBrowser(page);
}

function after(outcome: string, words: string | RegExp) {
  return async (page: Page) => {
    await toWaiting(page);
    await comeBack(page, outcome);
    await page.getByRole("dialog").getByText(words).first().waitFor();
  };
}

async function toReconnect(page: Page): Promise<void> {
  await page.getByRole("option", { name: /^Marketing US/ }).click();
  await button(page, "Reconnect").click();
  await continueInBrowser(page);
}

const GOOGLE = "/credentials/google-sheets";
// The path of the redirect addresses of the fixtures.
const PATH = "5d41402abc4b2a76b9719d911017c592";
const HUBSPOT = "/credentials/hubspot";
const PORT_TAKEN = "Another program uses port 8914 of this computer";

const SCREENS: Screen[] = [
  { name: "sign-in-form", path: HUBSPOT, prepare: openSignIn },
  { name: "sign-in-no-app", path: "/credentials/slack", prepare: openSignIn },
  { name: "sign-in-fields", path: "/credentials/shopify", prepare: openSignIn },
  { name: "sign-in-waiting", path: GOOGLE, prepare: toWaiting },
  {
    name: "sign-in-paste",
    path: GOOGLE,
    async prepare(page) {
      await toWaiting(page);
      await button(page, "Paste the address instead").click();
    },
  },
  {
    name: "sign-in-device",
    path: GOOGLE,
    async prepare(page) {
      await openSignIn(page);
      await button(page, "Use a code instead").click();
      await page.getByText("WDJB-MJHT").waitFor();
    },
  },
  { name: "sign-in-done", path: GOOGLE, prepare: after("granted", "Verification passed") },
  { name: "sign-in-partly", path: GOOGLE, prepare: after("partly", "Verification passed") },
  { name: "sign-in-denied", path: GOOGLE, prepare: after("denied", /You declined access/) },
  { name: "sign-in-timed-out", path: GOOGLE, prepare: after("timed_out", /Nobody signed in/) },
  { name: "sign-in-foreign", path: GOOGLE, prepare: after("foreign", /did not start here/) },
  { name: "sign-in-refused", path: GOOGLE, prepare: after("refused", /invalid_scope/) },
  {
    name: "sign-in-port-taken",
    path: HUBSPOT,
    fixture: "port-taken",
    async prepare(page) {
      await openSignIn(page);
      await button(page, "Continue in browser").click();
      await page.getByText(PORT_TAKEN, { exact: true }).waitFor();
    },
  },
  {
    name: "sign-in-account-changed",
    path: HUBSPOT,
    async prepare(page) {
      await toReconnect(page);
      await comeBack(page, "other_account");
      await page.getByText("This is another account").waitFor();
    },
  },
  {
    name: "credential-lost-grant",
    path: HUBSPOT,
    async prepare(page) {
      await page.getByRole("option", { name: /^Marketing US/ }).click();
      await button(page, "Reconnect").waitFor();
    },
  },
  {
    name: "oauth-apps-connector",
    path: HUBSPOT,
    async prepare(page) {
      await button(page, "More actions").click();
      await page.getByRole("menuitem", { name: "OAuth apps…" }).click();
      await page.getByText("Acme agency").waitFor();
    },
  },
  {
    name: "oauth-apps-settings",
    path: "/settings?section=oauthApps",
    prepare: (page) => page.getByText("Acme agency").waitFor(),
  },
  {
    name: "oauth-apps-none",
    path: "/settings?section=oauthApps",
    fixture: "empty",
    prepare: (page) => page.getByText("No OAuth app yet.").waitFor(),
  },
  {
    name: "oauth-app-edit",
    path: "/settings?section=oauthApps",
    async prepare(page) {
      await button(page, "Edit Acme marketing").click();
      await page.getByText("Saved. Leave empty to keep.").waitFor();
    },
  },
  {
    name: "oauth-app-add",
    path: HUBSPOT,
    async prepare(page) {
      await openSignIn(page);
      await button(page, "Add OAuth app…").click();
      await button(page, "Save").click();
      await page.getByText("Enter the client id").waitFor();
    },
  },
  {
    name: "oauth-app-in-use",
    path: "/settings?section=oauthApps",
    async prepare(page) {
      await button(page, "More actions for Acme marketing").click();
      await page.getByRole("menuitem", { name: "Remove…" }).click();
      await page.getByRole("alertdialog").waitFor();
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

const opened = (page: Page) =>
  page.evaluate(() => document.documentElement.dataset.openedUrl ?? "");

test("signing in by keyboard alone, from the tile to the saved credential", async ({ page }) => {
  await open(page, GOOGLE);
  await page.keyboard.press("Control+n");
  await expect(page.getByRole("combobox", { name: /connector/i })).toBeFocused();
  await page.keyboard.type("google");
  await expect(active(page)).toContainText("Google Sheets");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Account name" }).waitFor();
  await page.getByRole("textbox", { name: "Account name" }).focus();
  await page.keyboard.type("Sheets of Ana");
  await page.keyboard.press("Control+Enter");
  const card = page.getByRole("region", { name: "Sign-in" });
  await expect(card).toContainText("accounts.example.org");
  await expect(card).toContainText(/[45]:\d\d left\./);
  expect(await opened(page)).toContain("https://accounts.example.org/authorize");
  await comeBack(page, "granted");
  await expect(page.locator("[aria-live=polite]")).toHaveText("Signed in as ana@example.org");
  await expect(page.getByText("Everything that was asked for was granted.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Authenticate" })).toContainText(
    "Passed",
  );
  await button(page, "Done").press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("option", { name: /^Sheets of Ana/ })).toBeVisible();
});

test("Escape while waiting leaves nothing", async ({ page }) => {
  await open(page, GOOGLE);
  await toWaiting(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("[aria-live=polite]")).toHaveText(/Nothing was saved/);
  await comeBack(page, "granted");
  await expect(page.getByRole("option")).toHaveCount(1);
});

test("what was typed is only discarded after a question", async ({ page }) => {
  await open(page, GOOGLE);
  await openSignIn(page);
  await page.getByRole("textbox", { name: "Account name" }).fill("Sheets of Ana");
  await page.keyboard.press("Escape");
  const question = page.getByRole("alertdialog", {
    name: "Discard the new Google Sheets credential?",
  });
  await expect(button(page, "Keep editing")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Account name" })).toHaveValue("Sheets of Ana");
  await continueInBrowser(page);
  await page.keyboard.press("Escape");
  await expect(question).toBeVisible();
  await button(page, "Discard").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("[aria-live=polite]")).toHaveText(/Nothing was saved/);
});

test("a form in which nothing was typed closes at once", async ({ page }) => {
  await open(page, GOOGLE);
  await openSignIn(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a code is offered only where the provider gives one, with the fields it needs", async ({
  page,
}) => {
  await open(page, HUBSPOT);
  await openSignIn(page);
  await expect(button(page, "Use a code instead")).toHaveCount(0);
  await open(page, "/credentials/shopify");
  await openSignIn(page);
  await expect(button(page, "Use a code instead")).toHaveCount(0);
  await page.getByRole("textbox", { name: "Shop" }).fill("acme");
  await button(page, "Use a code instead").click();
  await expect(page.getByText("WDJB-MJHT")).toBeVisible();
  await button(page, "Open the page here").click();
  expect(await opened(page)).toContain("https://accounts.example.org/device");
});

test("where the port is taken, the address is pasted without asking for it", async ({ page }) => {
  await open(page, HUBSPOT, { fixture: "port-taken" });
  await toWaiting(page);
  await expect(page.getByText(PORT_TAKEN, { exact: true })).toBeVisible();
  const address = page.getByLabel("Address that the browser shows", { exact: true });
  await expect(address).toBeVisible();
  await expect(button(page, "Paste the address instead")).toHaveCount(0);
  await address.fill("http://localhost:8914/callback?code=abc&state=x1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Signed in as ana@example.org").first()).toBeVisible();
});

test("cancel goes back to the form, and a denial says that nothing was saved", async ({ page }) => {
  await open(page, GOOGLE);
  await toWaiting(page);
  await page
    .getByRole("region", { name: "Sign-in" })
    .getByRole("button", { name: "Cancel" })
    .click();
  await continueInBrowser(page);
  await comeBack(page, "denied");
  await expect(page.getByRole("alert")).toContainText("You declined access. Nothing was saved.");
  await expect(button(page, "Start again")).toBeFocused();
  await button(page, "Start again").click();
  await expect(button(page, "Continue in browser")).toBeVisible();
});

test("the address can be pasted instead", async ({ page }) => {
  await open(page, GOOGLE);
  await toWaiting(page);
  await button(page, "Paste the address instead").click();
  const field = page.getByRole("textbox", { name: "Address that the browser shows" });
  const address = page.getByLabel("Address that the browser shows", { exact: true });
  await expect(address).toBeFocused();
  await expect(field.or(address).first()).toHaveAttribute("type", "password");
  await address.fill("https://example.org/");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/not the address that the browser shows/)).toBeVisible();
  await address.fill("http://127.0.0.1:4711/callback?code=abc&state=x1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Signed in as ana@example.org").first()).toBeVisible();
});

test("another account is stopped, and the harmless answer has the focus", async ({ page }) => {
  await open(page, HUBSPOT);
  await toReconnect(page);
  await comeBack(page, "other_account");
  await expect(button(page, "Keep ana@example.org")).toBeFocused();
  await page.keyboard.press("Enter");
  // The toast that tells it is a dialog too, to screen readers.
  await expect(page.getByRole("dialog", { name: "Reconnect Marketing US" })).toHaveCount(0);
  await expect(
    page.getByText("ana@example.org was kept. Nothing was changed.").first(),
  ).toBeVisible();
  await expect(page.getByRole("option", { name: /^Marketing US, Sign in again/ })).toBeVisible();
});

test("reconnect in place, as the other account when the person says so", async ({ page }) => {
  await open(page, HUBSPOT);
  await toReconnect(page);
  const address = page.url();
  await comeBack(page, "other_account");
  await button(page, "Continue as ben@example.org").click();
  await expect(page.getByText("Marketing US works again").first()).toBeVisible();
  await button(page, "Done").click();
  expect(page.url()).toBe(address);
  await expect(page.getByRole("option", { name: /^Marketing US, Connected/ })).toBeVisible();
});

test("reconnect with another OAuth app", async ({ page }) => {
  await open(page, HUBSPOT);
  await page.getByRole("option", { name: /^Marketing US/ }).click();
  await button(page, "Reconnect").click();
  const app = page.getByRole("combobox", { name: "OAuth app" });
  await expect(app).not.toContainText("Acme agency");
  await app.click();
  await page.getByRole("option", { name: /^Acme agency/ }).click();
  await continueInBrowser(page);
  await comeBack(page, "granted");
  await expect(page.getByText("Marketing US works again").first()).toBeVisible();
  await button(page, "Done").click();
  await expect(page.getByText("Acme agency")).toBeVisible();
});

test("an app is registered on the way, and its secret never comes back", async ({ page }) => {
  await open(page, "/credentials/slack");
  await openSignIn(page);
  await expect(button(page, "Continue in browser")).toHaveAttribute("aria-disabled", "true");
  await button(page, "Add OAuth app…").click();
  await page.getByRole("textbox", { name: "Client ID" }).fill("42.slack");
  await page.getByLabel("Client secret", { exact: true }).fill("a-secret-of-the-test");
  await expect(page.getByRole("radio", { name: "To an https address" })).toBeChecked();
  await page.getByRole("radio", { name: "To localhost, fixed port" }).click();
  await page.getByRole("textbox", { name: "Port" }).fill("80");
  await button(page, "Save").click();
  await expect(page.getByText("Enter a whole number from 1024 to 65535.")).toBeVisible();
  await page.getByRole("textbox", { name: "Port" }).fill("8914");
  await button(page, "Save").click();
  await expect(page.getByRole("combobox", { name: "OAuth app" })).toContainText("Slack");
  await button(page, "Continue in browser").click();
  await expect(page.getByRole("region", { name: "Sign-in" })).toBeVisible();
  await page.keyboard.press("Escape");
  // A dialog that is still closing keeps the keys to itself. (A toast is a dialog, too.)
  await expect(page.getByRole("dialog", { name: /^Add Slack/ })).toHaveCount(0);
  await page.keyboard.press("Control+,");
  await page.getByRole("button", { name: "OAuth apps" }).click();
  await button(page, "Edit Slack").click();
  await expect(page.getByLabel("Client secret", { exact: true })).toHaveValue("");
  await expect(page.getByText("a-secret-of-the-test")).toHaveCount(0);
});

test("edit keeps the client secret, and shows what to register", async ({ page }) => {
  await open(page, "/settings?section=oauthApps");
  await button(page, "Edit Acme marketing").click();
  await expect(page.getByText("Saved. Leave empty to keep.")).toBeVisible();
  await expect(page.getByText(`http://localhost:8914/${PATH}`)).toBeVisible();
  await expect(page.getByLabel("Client secret", { exact: true })).toHaveValue("");
  await page.getByRole("link", { name: /Open the provider’s console/ }).click();
  expect(await opened(page)).toBe("https://console.example.org/credentials");
  await page.getByRole("radio", { name: "To this computer, fixed port" }).click();
  await expect(page.getByText(`http://127.0.0.1:8914/${PATH}`)).toBeVisible();
  await page.getByRole("radio", { name: "To an https address" }).click();
  await expect(page.getByText("It shows here once it is complete below.")).toBeVisible();
  await page.getByRole("textbox", { name: "Address" }).fill("https://a.example/back");
  await expect(page.locator("code", { hasText: "https://a.example/back" })).toBeVisible();
});

const RULES = [
  ["google-sheets", "To this computer, fixed port", "127.0.0.1:47931", "port included"],
  ["shopify", "To this computer", "127.0.0.1", "takes any port"],
  ["hubspot", "To localhost, fixed port", "localhost:47931", "not 127.0.0.1"],
  ["slack", "To an https address", undefined, "demands an https address"],
] as const;

for (const [connector, kind, host, why] of RULES) {
  test(`${connector}: what to register is shown before anything is saved`, async ({ page }) => {
    await open(page, `/credentials/${connector}`);
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "OAuth apps…" }).click();
    await button(page, "Add OAuth app").click();
    const dialog = page.getByRole("dialog", { name: /^Add OAuth app for/ });
    await expect(dialog.getByRole("radio", { name: kind, exact: true })).toBeChecked();
    await expect(dialog.getByText(why)).toBeVisible();
    if (host) {
      await expect(dialog.getByText(`http://${host}/${PATH}`, { exact: true })).toBeVisible();
      await expect(button(page, "Copy address")).toBeVisible();
    } else {
      await expect(dialog.getByText("It shows here once")).toBeVisible();
    }
    await dialog.getByRole("link", { name: /Open the provider’s console/ }).click();
    expect(await opened(page)).toBe("https://console.example.org/credentials");
  });
}

test("what is emptied is cleared, and what is the connector's own is not pinned", async ({
  page,
}) => {
  await open(page, "/settings?section=oauthApps");
  await button(page, "Edit Acme marketing").click();
  const scopes = page.getByRole("textbox", { name: "Scopes" });
  await expect(scopes).toHaveValue("crm.objects.contacts.read crm.objects.deals.read");
  await scopes.fill("");
  await page.getByRole("textbox", { name: "Client secret ends on" }).fill("");
  await button(page, "Save").click();
  await expect(page.getByText("Acme marketing saved").first()).toBeVisible();
  await expect(page.getByText("secret ends")).toHaveCount(0);
  await button(page, "Edit Acme marketing").click();
  await expect(scopes).toHaveValue("");
  await expect(scopes).toHaveAttribute("placeholder", "openid email");
});

test("changing the method goes between the browser and the form", async ({ page }) => {
  await open(page, HUBSPOT);
  await openSignIn(page);
  await page.getByRole("radio", { name: "API key" }).click();
  await expect(page.getByLabel("API key", { exact: true }).last()).toBeVisible();
  await page.getByRole("radio", { name: "Sign in with HubSpot" }).click();
  await expect(button(page, "Continue in browser")).toBeVisible();
});

test("access is renewed from the credential's page", async ({ page }) => {
  await open(page, GOOGLE);
  await page.getByRole("option", { name: /^Reports/ }).click();
  await button(page, "Renew now").click();
  await expect(page.getByText("Access of Reports renewed").first()).toBeVisible();
});
