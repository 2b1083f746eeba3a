import { defineConfig } from "@playwright/test";

// Debian's Chromium over the built UI with the fixtures' platform, under the policy that the window
// and `credenza serve` send (tools/preview.mjs), so that what the policy would break breaks here.
// Another port lets several work trees be tested at once.
const PORT = process.env.PREVIEW_PORT ?? "4173";
const ORIGIN = `http://127.0.0.1:${PORT}`;

export default defineConfig({
  testDir: "tests",
  timeout: 30_000,
  expect: { timeout: 5_000 },
  fullyParallel: true,
  workers: 2,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: ORIGIN,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--font-render-hinting=none",
      ],
    },
  },
  webServer: {
    command: `node tools/preview.mjs dist-fake ${PORT}`,
    url: `${ORIGIN}/`,
    reuseExistingServer: false,
    timeout: 20_000,
  },
});
