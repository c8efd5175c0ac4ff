// Opens the wall of 60 DaemonSets on all nodes and measures how long it takes to draw it:
// node wall.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL
const { join } = require("node:path");

const [packages, executablePath, signIn] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const ROWS = 60;
const TIMES = 15;

const manifest = (name) => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${name}, namespace: default}
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: main
          image: registry.k8s.io/pause:3.10
      tolerations:
        - operator: Exists`;

/** In the page: notes of each picture how long it was drawn at, from its first stroke to its last. */
function watch() {
  window.drawings = [];
  let drawing = null;
  for (const name of ["fillRect", "clearRect", "strokeRect"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (drawing === null) {
        drawing = { start: performance.now(), end: 0 };
        const own = drawing;
        setTimeout(() => {
          window.drawings.push(own.end - own.start);
          drawing = null;
        });
      }
      draw.apply(this, given);
      drawing.end = performance.now();
    };
  }
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(signIn);
  const rows = () =>
    page.evaluate(async () => {
      const start = performance.now();
      const answer = await fetch("/api/v1/clusters/sandbox/wall?namespace=");
      const text = await answer.text();
      return { took: performance.now() - start, bytes: text.length, rows: JSON.parse(text).rows };
    });
  const create = (text) =>
    page.evaluate(async (text) => {
      const options = { method: "POST", headers: { "content-type": "application/yaml" }, body: text };
      await fetch("/api/v1/clusters/sandbox/namespaces/default/daemonsets", options);
    }, text);
  for (let at = (await rows()).rows.length; at < ROWS; at += 1) {
    await create(manifest(`bench-${at}`));
  }
  await page.waitForTimeout(5_000);
  const answered = [];
  let last = { rows: [] };
  await page.goto(new URL("/clusters/sandbox/wall", signIn).href);
  await page.locator(".wall-names li").nth(ROWS - 1).waitFor({ timeout: 60_000 });
  for (let time = 0; time < TIMES; time += 1) {
    // Whoever changes the window has it all drawn anew.
    await page.setViewportSize({ width: 1280 + 20 * (time % 2), height: 900 });
    await page.waitForTimeout(300);
    await page.evaluate(async (at) => {
      const path = `/api/v1/clusters/sandbox/namespaces/default/daemonsets/bench-${at}/restart`;
      await fetch(path, { method: "POST" });
    }, ROWS - 1);
    last = await rows();
    answered.push(last.took);
  }
  const drawings = await page.evaluate(() => window.drawings);
  console.log(JSON.stringify({
    drawn: median(drawings),
    answered: median(answered),
    bytes: last.bytes,
    cells: last.rows.reduce((sum, row) => sum + row.cells.length, 0),
  }));
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
