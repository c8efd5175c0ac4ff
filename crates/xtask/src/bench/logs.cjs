// Follows the logs of a DaemonSet on every node at so many lines a second and pod, and measures the page:
// node logs.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL SIMULATED-CLUSTER LINES SECONDS
const { join } = require("node:path");

const [packages, executablePath, signIn, cluster, lines, seconds] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const NAME = "bench-logs";
const MANIFEST = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${NAME}, namespace: default}
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
      tolerations:
        - operator: Exists`;

/** In the page: notes how long each frame takes to come after the one before. */
function watch() {
  window.frames_ = [];
  let last = performance.now();
  const note = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

const percentile = (values, share) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) * share)];

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage();
  await page.goto(signIn);
  const answer = await page.evaluate(async (manifest) => {
    const answer = await fetch("/api/v1/clusters/sandbox/namespaces/default/daemonsets", {
      method: "POST",
      headers: { "content-type": "application/yaml" },
      body: manifest,
    });
    return answer.status;
  }, MANIFEST);
  if (answer !== 201) throw new Error(`the DaemonSet is answered ${answer}`);
  await page.goto(new URL(`/clusters/sandbox/namespaces/default/daemonsets/${NAME}?tab=logs`, signIn).href);
  await page.locator(".log-state", { hasText: "Live" }).waitFor({ timeout: 60_000 });
  const turned = await fetch(`${cluster}/sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ logs: { linesPerSecond: Number(lines) } }),
  });
  if (!turned.ok) throw new Error(`the cluster answers ${turned.status}`);
  await page.waitForTimeout(10_000);
  const session = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const own = processInfo.filter(({ type }) => type === "renderer");
    return own.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const target = await page.context().newCDPSession(page);
  await target.send("Performance.enable");
  const heap = async () => {
    const { metrics } = await target.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "JSHeapUsedSize").value / 1e6;
  };
  await page.evaluate(watch);
  const [begin, cpu] = [Date.now(), await renderers()];
  const heaps = [];
  const end = begin + Number(seconds) * 1000;
  while (Date.now() < end) {
    await page.waitForTimeout(Math.min(10_000, end - Date.now()));
    heaps.push(await heap());
  }
  const core = (await renderers() - cpu) / ((Date.now() - begin) / 1000);
  const frames = await page.evaluate(() => window.frames_);
  const said = await page.locator(".log-told").textContent();
  const number = (pattern) => Number((pattern.exec(said)?.[1] ?? "0").replaceAll(/\D/g, ""));
  const figures = {
    core,
    frame: percentile(frames, 0.95),
    lines: number(/([\d,.\s]+) lines?\b/),
    leftOut: number(/([\d,.\s]+) lines? left out/),
    heap: heaps[Math.min(5, heaps.length - 1)],
    mostHeap: Math.max(...heaps),
    said,
  };
  console.log(JSON.stringify(figures));
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
