// Opens the list of DaemonSets in browsers that have never been here, until its first row is there:
// node first_rows.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL
const { join } = require("node:path");

const [packages, executablePath, signIn] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const VISITS = 7;

/** In the page: the milliseconds from the beginning of the visit to the frame with the first row. */
function watch() {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(".list-table tbody tr")) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (window.firstRow = performance.now());
      channel.port2.postMessage(0);
    });
  });
  observer.observe(document, { subtree: true, childList: true });
}

/** One visit: a context of its own has an empty cache. Signing in leads to the list. */
async function visit(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(signIn);
  await page.waitForFunction(() => window.firstRow, null, { timeout: 20_000 });
  const time = await page.evaluate(() => window.firstRow);
  await context.close();
  return time;
}

async function measure() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const times = [];
  for (let count = 0; count < VISITS; count++) times.push(await visit(browser));
  await browser.close();
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ rows: times[Math.floor(VISITS / 2)] }));
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});
