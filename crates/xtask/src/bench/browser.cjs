// Types into the editor of the wizard until the grid of nodes has changed:
// node browser.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL
const { join } = require("node:path");

const [packages, executablePath, signIn] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const KEYS = 30;
// The last word is what is typed at: one letter more and no node is selected any more.
const MANIFEST = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: bench, namespace: default}
spec:
  selector:
    matchLabels: {app: bench}
  template:
    metadata:
      labels: {app: bench}
    spec:
      containers:
        - name: main
          image: registry.k8s.io/pause:3.10
          resources: {requests: {cpu: 100m, memory: 64Mi}}
      tolerations:
        - operator: Exists
      nodeSelector:
        kubernetes.io/os: linux`;

/** In the page: the milliseconds from each key to the last change of the grid, and to the frame that shows it. */
function watch() {
  window.times = [];
  let pressed = 0;
  let changed = 0;
  // The cells are drawn, which no observer sees.
  let drawn = 0;
  for (const name of ["fillRect", "stroke"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      draw.apply(this, given);
      drawn = performance.now();
    };
  }
  window.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  new MutationObserver((records) => {
    const grid = document.querySelector(".node-grid-zones")?.closest("section");
    const isGrid = ({ target }) => grid?.contains(target);
    if (!pressed || !records.some(isGrid)) return;
    const isFirst = changed === 0;
    changed = performance.now() - pressed;
    if (!isFirst) return;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        if (drawn < pressed) throw new Error("the cells have not been drawn");
        window.times.push([Math.max(changed, drawn - pressed), performance.now() - pressed]);
        pressed = changed = 0;
      };
      channel.port2.postMessage(0);
    });
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}

async function measure() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await page.goto(signIn);
  await page.goto(`${new URL(signIn).origin}/clusters/sandbox/create?namespace=default`);
  await page.getByRole("radio", { name: "YAML" }).check();
  const editor = page.getByRole("textbox", { name: "Manifest" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, MANIFEST);
  await page.locator(".node-grid-zones").first().waitFor();
  await page.waitForTimeout(1_000);
  await page.evaluate(watch);
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(key % 2 === 0 ? "x" : "Backspace");
    await page.waitForFunction((count) => window.times.length > count, key, { timeout: 20_000 });
    await page.waitForTimeout(50);
  }
  const times = (await page.evaluate(() => window.times)).slice(KEYS / 3);
  await browser.close();
  const median = (part) => times.map((time) => time[part]).sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const least = (part) => Math.min(...times.map((time) => time[part]));
  console.log(JSON.stringify({ changed: median(0), shown: median(1), leastChanged: least(0), leastShown: least(1) }));
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});
