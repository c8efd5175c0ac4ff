// Types into the editor of the wizard until the grid of nodes has changed, in a short manifest and in a long one, and
// opens the steps of the form of the long one with every card open:
// node browser.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL
const { join } = require("node:path");

const [packages, executablePath, signIn] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const KEYS = 30;
const ROUNDS = 7;
const STEPS = ["Basic information", "Containers", "Volumes", "Nodes", "Update", "Network and identity"];

const lines = (indent, text) => text.trim().split("\n").map((line) => `${" ".repeat(indent)}${line}\n`).join("");

const probe = (name, port) => `
${name}:
  httpGet:
    path: /${name}
    port: ${port}
    scheme: HTTP
    httpHeaders:
      - name: X-Probe
        value: "1"
  initialDelaySeconds: 5
  periodSeconds: 10
  timeoutSeconds: 2
  failureThreshold: 3`;

const container = (name, port) => lines(8, `
- name: ${name}
  image: registry.k8s.io/${name}:3.10
  imagePullPolicy: IfNotPresent
  command:
    - /bin/${name}
  args:
    - --verbose
    - --listen=:${port}
  workingDir: /srv
  ports:
    - name: ${name}
      containerPort: ${port}
      protocol: TCP
  env:
    - name: NODE_NAME
      valueFrom:
        fieldRef:
          fieldPath: spec.nodeName
    - name: LEVEL
      value: info
    - name: TOKEN
      valueFrom:
        secretKeyRef:
          name: token
          key: value
          optional: true
    - name: SETTING
      valueFrom:
        configMapKeyRef:
          name: settings
          key: setting
          optional: true
  envFrom:
    - configMapRef:
        name: settings
        optional: true
  resources:
    requests:
      cpu: 100m
      memory: 64Mi
    limits:
      cpu: 200m
      memory: 128Mi
  lifecycle:
    preStop:
      exec:
        command: [sleep, "5"]
  securityContext:
    privileged: false
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    runAsUser: 65534
    capabilities:
      drop:
        - ALL
    seccompProfile:
      type: RuntimeDefault
  volumeMounts:
    - name: logs
      mountPath: /var/log
      readOnly: true
    - name: state
      mountPath: /var/lib/${name}
    - name: settings
      mountPath: /etc/${name}`) +
  ["livenessProbe", "readinessProbe", "startupProbe"].map((it) => lines(10, probe(it, name))).join("");

const head = (name) => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: default
  labels: {app: ${name}}
spec:
  selector:
    matchLabels: {app: ${name}}
  updateStrategy:
    rollingUpdate:
      maxUnavailable: 10%
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
`;

// The last word is what is typed at: one letter more and no node is selected any more.
const tail = `      tolerations:
        - operator: Exists
      nodeSelector:
        kubernetes.io/os: linux`;

const SHORT = `${head("bench")}${lines(8, `
- name: main
  image: registry.k8s.io/pause:3.10
  resources: {requests: {cpu: 100m, memory: 64Mi}}`)}${tail}`;

const LONG = `${head("bench-long")}${container("first", 8080)}${container("second", 8081)}${container("third", 8082)}${lines(6, `
volumes:
  - name: logs
    hostPath:
      path: /var/log
      type: Directory
  - name: state
    emptyDir:
      sizeLimit: 64Mi
  - name: settings
    configMap:
      name: settings
      optional: true
hostNetwork: false
dnsPolicy: ClusterFirst
terminationGracePeriodSeconds: 30
priorityClassName: system-node-critical
securityContext:
  runAsNonRoot: true
  fsGroup: 65534
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: kubernetes.io/arch
              operator: In
              values: [amd64, arm64]`)}${tail}`;

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

/** From each key at the end of the text to the grid of nodes, and to the frame that shows it. */
async function keys(page) {
  await page.evaluate(watch);
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(key % 2 === 0 ? "x" : "Backspace");
    await page.waitForFunction((count) => window.times.length > count, key, { timeout: 20_000 });
    await page.waitForTimeout(50);
  }
  const times = (await page.evaluate(() => window.times)).slice(KEYS / 3);
  return { changed: middle(times.map(([changed]) => changed)), shown: middle(times.map(([, shown]) => shown)) };
}

/** In the page: the milliseconds from a click on a step to the frame that shows it. */
function open(step) {
  const buttons = [...document.querySelectorAll("nav button")];
  const button = buttons.find((it) => it.textContent.startsWith(step));
  const start = performance.now();
  button.click();
  return new Promise((resolve) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const took = performance.now() - start;
        if (document.querySelector(".wizard-form h2")?.textContent !== step) throw new Error(`${step} is not shown`);
        resolve({ took, controls: document.querySelectorAll(".wizard-form :is(input, select, textarea)").length });
      };
      channel.port2.postMessage(0);
    }),
  );
}

/** The step that takes longest with every card open, how long in the middle, and how many controls it has. */
async function steps(page) {
  await page.getByRole("radio", { name: "Form" }).check();
  const taken = new Map(STEPS.map((step) => [step, []]));
  let controls = {};
  for (let round = -1; round < ROUNDS; round++) {
    for (const step of STEPS) {
      const opened = await page.evaluate(open, step);
      const closed = page.locator("button.card-closed");
      while (round < 0 && (await closed.count()) > 0) await closed.first().click();
      if (round >= 0) taken.get(step).push(opened.took);
      controls = { ...controls, [step]: opened.controls };
      await page.waitForTimeout(200);
    }
  }
  const middles = [...taken].map(([step, took]) => ({ step, took: middle(took), controls: controls[step] }));
  return middles.sort((a, b) => b.took - a.took)[0];
}

async function measure() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await page.goto(signIn);
  const { origin } = new URL(signIn);
  await begin(page, origin, SHORT);
  const short = await keys(page);
  await begin(page, origin, LONG);
  const long = await keys(page);
  const slowest = await steps(page);
  await browser.close();
  console.log(JSON.stringify({ short, long, slowest, lines: LONG.split("\n").length }));
}

measure().catch((error) => {
  console.error(error);
  process.exit(1);
});
