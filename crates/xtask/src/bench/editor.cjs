// Completes a name of very many in a manifest of 2,000 lines, and types in it:
// node editor.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL SANDBOX-URL
const { join } = require("node:path");

const [packages, executablePath, signIn, sandbox] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const CONFIG_MAPS = 5_000;
const LINES = 2_000;
const TIMES = 24;

const beginning = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: bench-editor, namespace: default}
spec:
  selector:
    matchLabels: {app: bench-editor}
  template:
    metadata:
      labels: {app: bench-editor}
    spec:
      containers:
        - name: main
          image: registry.k8s.io/pause:3.10
          env:
`;
// The end of the text is where a name is typed.
const end = `      volumes:
        - name: settings
          configMap:
            name: `;
const variables = Math.floor((LINES - beginning.split("\n").length - end.split("\n").length + 1) / 2);
const MANIFEST =
  beginning +
  Array.from({ length: variables }, (_, at) => `            - name: V${at}\n              value: v${at}\n`).join("") +
  end;

async function createConfigMaps() {
  let next = 0;
  const create = async () => {
    while (next < CONFIG_MAPS) {
      const name = `map-${String(next++).padStart(4, "0")}`;
      const answer = await fetch(`${sandbox}/api/v1/namespaces/default/configmaps`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { key: "value" } }),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, create));
}

/** In the page: the milliseconds from each key to the frame that shows what is offered. */
function watch() {
  window.offered = [];
  let pressed = 0;
  let isWaiting = false;
  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(0);
    });
  window.addEventListener(
    "keydown",
    (event) => {
      pressed = event.timeStamp;
      isWaiting = true;
    },
    true,
  );
  new MutationObserver(() => {
    if (!isWaiting || !document.querySelector(".cm-tooltip-autocomplete li")) return;
    isWaiting = false;
    const start = pressed;
    painted(() => window.offered.push(performance.now() - start));
  }).observe(document.body, { subtree: true, childList: true });
}

/** The milliseconds for which the page works for each of these keys until the frame that shows it is painted: without those
 * in which it waits for the screen. */
async function works(page, keys) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", {
    traceConfig: { includedCategories: ["devtools.timeline", "toplevel"] },
    transferMode: "ReportEvents",
  });
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press("x");
    await page.waitForTimeout(200);
  }
  const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await ended;
  events.sort((one, other) => one.ts - other.ts);
  const pressed = events.filter((it) => it.name === "EventDispatch" && it.args.data.type === "keydown");
  if (pressed.length !== keys) throw new Error(`${pressed.length} keys of ${keys} are in the trace`);
  return pressed.map(({ ts, tid }) => {
    const shown = events.find((it) => it.name === "Paint" && it.tid === tid && it.ts > ts);
    if (!shown) throw new Error("a key is not shown");
    const tasks = events.filter((it) => it.name === "ThreadControllerImpl::RunTask" && it.ph === "X" && it.tid === tid);
    const own = tasks.filter((it) => it.ts + it.dur >= ts && it.ts <= shown.ts);
    return own.reduce((sum, it) => sum + it.dur, 0) / 1000;
  });
}

async function measure() {
  await createConfigMaps();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await page.goto(signIn);
  await begin(page, new URL(signIn).origin, MANIFEST);
  await page.keyboard.press("ControlOrMeta+End");
  await page.waitForTimeout(3_000);
  await page.evaluate(watch);
  for (let time = 0; time < TIMES; time++) {
    await page.keyboard.press("m");
    await page.waitForFunction((count) => window.offered.length > count, time, { timeout: 20_000 });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Backspace");
    await page.waitForTimeout(300);
  }
  const count = await page.evaluate(() => window.offered.length);
  if (count !== TIMES) throw new Error(`${count} of ${TIMES} were offered something`);
  const offered = await page.evaluate(() => window.offered);
  // In the midst of a value, where nothing is offered.
  for (let line = 0; line < 4; line++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  const worked = await works(page, TIMES);
  await browser.close();
  const lines = MANIFEST.split("\n").length;
  console.log(JSON.stringify({ offered: middle(offered), worked: middle(worked), lines }));
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});
