import type { Page } from "@playwright/test";

import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import type { Server } from "../server.js";

interface Node {
  metadata: { name: string };
  status: { conditions: { type: string; status: string }[] };
}

/** The card of what needs attention. */
function attention(page: Page) {
  return page.locator("section, div").filter({ has: page.getByRole("heading", { name: "Needs attention" }) }).last();
}

/** The status in the head of the page. */
function status(page: Page) {
  return page.locator(".page-head .status");
}

/** The number that the controller wants. */
async function desired(page: Page): Promise<number> {
  return Number(await page.locator(".count", { hasText: "desired" }).locator("dd").textContent());
}

/** The name of a node that is ready and takes every pod. */
async function anyWorker(server: Server): Promise<string> {
  const { items } = (await server.kubernetes("GET", "/api/v1/nodes?labelSelector=!node-role.kubernetes.io/control-plane")) as {
    items: (Node & { metadata: { name: string }; spec: { taints?: unknown } })[];
  };
  const isReady = (node: Node) => node.status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const found = items.find((node) => node.spec.taints === undefined && isReady(node));
  expect(found).toBeDefined();
  return found!.metadata.name;
}

/** Says of a node whether its kubelet is heard of. */
async function setReady(server: Server, name: string, ready: "True" | "Unknown") {
  const node = (await server.kubernetes("GET", `/api/v1/nodes/${name}`)) as Node;
  for (const condition of node.status.conditions) {
    if (condition.type === "Ready") {
      condition.status = ready;
    }
  }
  // Whatever else is written of it in the same moment.
  const metadata = { ...node.metadata, resourceVersion: undefined };
  await server.kubernetes("PUT", `/api/v1/nodes/${name}/status`, { ...node, metadata });
}

async function setQuota(server: Server, namespace: string, pods: string) {
  await server.createNamespace(namespace);
  await server.kubernetes("POST", `/api/v1/namespaces/${namespace}/resourcequotas`, {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "few" },
    spec: { hard: { pods } },
  });
  // Until it has been counted for the first time it lets everything through.
  await expect
    .poll(async () => {
      const path = `/api/v1/namespaces/${namespace}/resourcequotas/few`;
      const quota = (await server.kubernetes("GET", path)) as { status?: { hard?: { pods?: string } } };
      return quota.status?.hard?.pods;
    })
    .toBe(pods);
}

test("refused pods are Degraded with the API server's words, in list and page", async ({ page, server }) => {
  const [name, namespace] = [uniqueName("refused"), uniqueName("quota")];
  await setQuota(server, namespace, "4");
  await server.createDaemonSet(name, namespace);
  await page.goto(`/clusters/sandbox/namespaces/${namespace}/daemonsets/${name}`);
  await expect(status(page)).toContainText(/Degraded: \d+ of \d+ pods refused: exceeded quota: few/);
  const refused = (await desired(page)) - 4;
  await expect(status(page)).toContainText(`Degraded: ${refused} of`);
  await expect(attention(page)).toContainText(`${refused} nodes: `);
  await expect(attention(page)).toContainText("The controller tries again by itself");
  await expect(page.getByRole("button", { name: /^Pod refused/ })).toContainText(String(refused));
  await expectAccessible(page);
  await page.goto(`/clusters/sandbox/daemonsets?search=${name}`);
  await expect(page.getByRole("row", { name })).toContainText(`Degraded: ${refused} of`);
  await expectAccessible(page);
});

test("a rollout says which lost node it is stuck at, and goes on when that is back", async ({ page, server }) => {
  const name = uniqueName("lost");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}`);
  await expect(status(page)).toHaveText("Running");
  const node = await anyWorker(server);
  await setReady(server, node, "Unknown");
  try {
    // The controller wants no pod there any more, and leaves the one that is.
    await expect(page.getByRole("button", { name: /^Unavailable/ })).toContainText("1");
    await expect(attention(page)).toContainText("node is not ready");
    await expect(attention(page)).toContainText(`1 node: ${node}`);
    await expectAccessible(page);
    const all = await desired(page);
    await server.call("POST", `/clusters/sandbox/namespaces/default/daemonsets/${name}/restart`);
    await expect(status(page)).toHaveText(`Stuck at 0 of ${all}: node is not ready`);
    await expect(attention(page)).toContainText(`${node} is not ready and uses up maxUnavailable 1.`);
    await expect(page.getByRole("button", { name: /^Updating/ })).toHaveCount(0);
  } finally {
    await setReady(server, node, "True");
  }
  await expect(status(page)).toHaveText("Running", { timeout: 30_000 });
  await expect(page.getByRole("heading", { name: "Needs attention" })).toHaveCount(0);
});

test("a DaemonSet that bears everything is Unavailable where a node is lost", async ({ page }) => {
  // kube-proxy runs everywhere; one node of the demo cluster is lost.
  await page.goto("/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy");
  await expect(status(page)).toHaveText("Unavailable on 1 node: node is not ready");
  await expect(attention(page)).toContainText("node is not ready");
});

test("pods whose containers are not ready are Unavailable, not rolling out", async ({ page, server }) => {
  const name = uniqueName("unready");
  await server.createDaemonSet(name, "default", "registry.example.com/agent:never-ready");
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}`);
  await expect(status(page)).toContainText(/Unavailable on \d+ nodes: containers with unready status: \[main\]/);
  await expect(attention(page)).toContainText("containers are not ready");
  await page.getByRole("tab", { name: /^Pods/ }).click();
  await expect(page.getByRole("tabpanel").locator("tbody tr").first()).toContainText("Running");
});

test("whatever is not Running in the demo cluster has an entry", async ({ page }) => {
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const rows = page.locator("tbody tr").filter({ hasNot: page.locator(".status-good") });
  const all = await rows.locator("th a").evaluateAll((all: HTMLAnchorElement[]) => all.map((one) => one.href));
  // Not what the other tests make at the same time.
  const links = all.filter((link) => !/\/namespaces\/(default|quota-)/.test(link));
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) {
    await page.goto(link);
    // What is rolling out may have come to its end meanwhile.
    const well = page.locator(".page-head .status", { hasText: /^Running$/ });
    await expect(well.or(attention(page).locator(".trouble")).first()).toBeVisible();
  }
});
