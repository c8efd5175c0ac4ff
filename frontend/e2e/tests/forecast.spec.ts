import type { Page } from "@playwright/test";

import { editor, manifest, showAs, typeAnew } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import type { Server } from "../server.js";

const address = "/clusters/sandbox/create?namespace=default";

function nodes(page: Page) {
  return page.getByRole("region", { name: "Nodes", exact: true });
}

/** Opens the wizard in a namespace of its own with a manifest. */
async function open(page: Page, server: Server, change: (text: string) => string = (text) => text) {
  const namespace = uniqueName("forecast");
  await server.createNamespace(namespace);
  await page.goto(address);
  await showAs(page, "YAML");
  const name = uniqueName("ds");
  await typeAnew(page, change(manifest(name)).replace("namespace: default", `namespace: ${namespace}`));
  return { namespace, name };
}

function withRequests(text: string, requests: string): string {
  return `${text}          resources: {requests: {${requests}}}\n`;
}

test("a taint is tolerated with one press, and the nodes behind it get a pod", async ({ page, server }) => {
  await open(page, server);
  const number = nodes(page).locator("strong");
  await expect(number).toHaveText(/\d+/);
  const before = Number(await number.textContent());
  const entry = nodes(page).getByRole("listitem").filter({ hasText: "nvidia.com/gpu" });
  await entry.getByRole("button", { name: "tolerate" }).click();
  await expect(entry).toHaveCount(0);
  expect(Number(await number.textContent())).toBeGreaterThan(before);
  await expect(editor(page)).toContainText("key: nvidia.com/gpu");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(number).toHaveText(String(before));
});

test("nodes chosen in the table are the ones that get a pod, and no other", async ({ page, server }) => {
  const { namespace, name } = await open(page, server);
  await nodes(page).getByText("Nodes as a table").click();
  for (const node of ["worker-a-04", "gpu-a-07"]) {
    await page.getByRole("checkbox", { name: `Choose ${node}` }).check();
  }
  await expectAccessible(page);
  const chosen = page.getByRole("group", { name: "2 nodes chosen" });
  await chosen.getByRole("button", { name: "Run on these only" }).click();
  await expect(nodes(page).locator("strong")).toHaveText("2");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("Running", { exact: true }).first()).toBeVisible();
  const answer = await server.call("GET", `/clusters/sandbox/namespaces/${namespace}/daemonsets/${name}/pods`);
  const pods: { node: string }[] = JSON.parse(answer).items;
  expect(pods.map((pod) => pod.node).sort()).toEqual(["gpu-a-07", "worker-a-04"]);
});

test("a cell is chosen by clicking it", async ({ page, server }) => {
  await open(page, server);
  await nodes(page).locator(".cells canvas").first().click({ position: { x: 8, y: 8 } });
  const chosen = page.getByRole("group", { name: "1 node chosen" });
  await expect(chosen).toBeVisible();
  await chosen.getByRole("button", { name: "Clear" }).click();
  await expect(chosen).toHaveCount(0);
});

test("what does not fit stays pending, and the sums say so before", async ({ page, server }) => {
  await open(page, server, (text) => withRequests(text, "memory: 900Gi, cpu: 100m"));
  await expect(nodes(page)).toContainText("Stays pending");
  await expect(nodes(page)).toContainText("Insufficient memory");
  await expect(nodes(page).locator("strong")).toHaveText("0");
  const resources = page.getByRole("region", { name: "Resources × nodes" });
  await expect(resources.getByRole("row", { name: /^memory/ })).toContainText("900 GiB");
  await expectAccessible(page);
});

test("a quota lets through what it has room for, and the page says how many", async ({ page, server }) => {
  const { namespace } = await open(page, server, (text) => withRequests(text, "cpu: 100m"));
  await server.kubernetes("POST", `/api/v1/namespaces/${namespace}/resourcequotas`, {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "small" },
    spec: { hard: { "requests.cpu": "500m" } },
  });
  const resources = page.getByRole("region", { name: "Resources × nodes" });
  await expect(resources).toContainText(/small.*lets 5 of \d+ new pods through/);
  await expect(nodes(page).locator("strong")).toHaveText("5");
  await expectAccessible(page);
});

test("a quota that lets no pod through turns every cell that was to run one", async ({ page, server }) => {
  const { namespace } = await open(page, server);
  const runs = nodes(page).getByRole("button", { name: /^Runs a pod/ });
  await expect(runs).toHaveCount(1);
  await server.kubernetes("POST", `/api/v1/namespaces/${namespace}/resourcequotas`, {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "none" },
    spec: { hard: { pods: "0" } },
  });
  await expect(nodes(page).locator("strong")).toHaveText("0");
  await expect(nodes(page).getByRole("button", { name: /^Pod will be refused/ })).toContainText("exceeded quota: none");
  await expect(runs).toHaveCount(0);
});

test("where Pod Security refuses every pod no node is promised one", async ({ page, server }) => {
  const { namespace } = await open(page, server);
  await expect(nodes(page).locator("strong")).not.toHaveText("0");
  await server.kubernetes("PATCH", `/api/v1/namespaces/${namespace}`, {
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  await expect(nodes(page).locator("strong")).toHaveText("0");
  await expect(nodes(page)).toContainText("every pod is refused");
  await expect(page.getByRole("region", { name: "Problems" })).toContainText('violates PodSecurity "restricted');
});

test("an edit says which pods it replaces, and in how many waves", async ({ page, server }) => {
  const name = uniqueName("waves");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit?step=containers`);
  const rollout = page.getByRole("region", { name: "Rollout" });
  await expect(rollout).toContainText("The pod template does not change");
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.9");
  await expect(rollout).toContainText(/14 pods are replaced/);
  await expect(rollout).toContainText(/1 at a time, in at least 14 waves/);
});

test("a key that a Secret does not have is said at its line, and no value of it reaches the page", async ({
  page,
  server,
}) => {
  const password = "correct-horse-battery-staple";
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/facts")) {
      answers.push(response.text().catch(() => ""));
    }
  });
  const { namespace } = await open(page, server, (text) =>
    `${text}          env:
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: login, key: passwort}}
`);
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText('secret "login" not found');
  await server.kubernetes("POST", `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login" },
    stringData: { password },
  });
  await expect(problems).toContainText("couldn't find key passwort in Secret");
  await expect(problems).toContainText("Line 18");
  expect((await Promise.all(answers)).join("")).not.toContain(password);
});
