// A person in front of a real browser (Debian's Chromium), who signs in at the address that it was opened with.
//
//   node browse.mjs URL [name|abort]
//
// It goes on until the browser is back at a page of this computer's own listener, and prints the words of that page.
import { chromium } from 'playwright-core';

const [start, name = 'ana'] = process.argv.slice(2);
const provider = new URL(start).origin;
const PATIENCE = 30_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(start);
  while (new URL(page.url()).origin === provider) await answer(page);
  console.log(await page.innerText('body'));
} finally {
  await browser.close();
}

/** Does what the page asks for, and waits for the next. */
async function answer(page) {
  const here = page.url();
  if (name === 'abort') {
    await page.getByRole('link', { name: 'Cancel' }).click();
  } else {
    if (await page.locator('[name=login]').count()) {
      await page.locator('[name=login]').fill(name);
      await page.locator('[name=password]').fill(name);
    }
    await page.locator('button[type=submit]').click();
  }
  await page.waitForURL((url) => url.href !== here);
}
