// Takes the README's pictures of the console on the sandbox:
// node take.cjs PLAYWRIGHT-FOLDER CHROMIUM SIGN-IN-URL FOLDER
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [packages, executablePath, signIn, folder] = process.argv.slice(2);
const { chromium } = require(join(packages, "@playwright/test"));

const NAMESPACE = "logging";
const DRAFT = "00000000-0000-4000-8000-000000000001";

/** A log collector as people write them: it runs on some nodes, and the others say why they are left out. */
const manifest = (name, image) => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: ${NAMESPACE}
  annotations:
    kubesphere.io/description: Ships the logs of every container
spec:
  selector:
    matchLabels: {app: ${name}}
  updateStrategy:
    rollingUpdate: {maxUnavailable: 2}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      tolerations:
        # The control plane logs too.
        - {key: node-role.kubernetes.io/control-plane, effect: NoSchedule}
      containers:
        - name: collector
          image: ${image}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
          livenessProbe:
            httpGet: {path: /healthz, port: 2020}
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
      volumes:
        - name: logs
          hostPath: {path: /var/log}
`;

/** One picture in each colour scheme, as WebP, which only the browser's own protocol writes. */
async function take(page, name) {
  const session = await page.context().newCDPSession(page);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(200);
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 75 });
    writeFileSync(join(folder, `${name}-${colorScheme}.webp`), Buffer.from(data, "base64"));
  }
}

(async () => {
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 760 },
    deviceScaleFactor: 1.5,
  });
  const page = await context.newPage();
  await page.goto(signIn);
  const send = (method, path, body, type) =>
    page.evaluate(
      async ([method, path, body, type]) => {
        const answer = await fetch(`/api/v1${path}`, { method, body, headers: { "content-type": type } });
        if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
      },
      [method, path, body, type],
    );
  const cluster = "/clusters/sandbox";

  const text = manifest("log-collector", "cr.fluentbit.io/fluent/fluent-bit:3.2.9");
  await send("PUT", `/drafts/${DRAFT}`, JSON.stringify({ cluster: "sandbox", text }), "application/json");
  await page.goto(new URL(`${cluster}/create?draft=${DRAFT}&step=containers`, signIn).href);
  await page.getByRole("heading", { level: 2, name: "Containers" }).waitFor();
  await page.locator("text=nodes will run a pod >> visible=true").first().waitFor();
  await take(page, "wizard");

  const daemonSets = `${cluster}/namespaces/${NAMESPACE}/daemonsets`;
  await send("POST", daemonSets, text, "application/yaml");
  await page.goto(new URL(`${daemonSets}/log-collector`, signIn).href);
  await page.locator(".page-head .status", { hasText: /^Running$/ }).waitFor({ timeout: 120_000 });
  await send("POST", `${daemonSets}/log-collector/restart`, "", "application/json");
  // Some are done, some are at it and some wait for their turn.
  await page.locator(".page-head .status", { hasText: /^Rolling out ([5-9]|1\d) of/ }).waitFor({ timeout: 120_000 });
  await take(page, "rollout");
  await browser.close();
  console.log("{}");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
