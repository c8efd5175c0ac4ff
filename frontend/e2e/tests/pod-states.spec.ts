import type { Page } from "@playwright/test";

import { expect, test, uniqueName } from "../fixtures.js";
import type { Server } from "../server.js";

/** READY and STATUS of the pods of a namespace as `kubectl get pods` prints them, by name. */
async function printed(server: Server, namespace: string): Promise<Map<string, [string, string]>> {
  const answer = await fetch(`${server.sandbox}/api/v1/namespaces/${namespace}/pods`, {
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  });
  const table = (await answer.json()) as { rows: { cells: string[]; object: { metadata: { name: string } } }[] };
  return new Map(table.rows.map(({ cells }) => [cells[0] ?? "", [cells[1] ?? "", cells[2] ?? ""]]));
}

/** A node that every pod may run on. */
async function freeNode(server: Server): Promise<string> {
  const { items } = (await server.kubernetes("GET", "/api/v1/nodes")) as {
    items: { metadata: { name: string }; spec: { taints?: unknown[]; unschedulable?: boolean } }[];
  };
  return items.find(({ spec }) => !spec.taints?.length && !spec.unschedulable)?.metadata.name ?? "";
}

/** Makes a DaemonSet with one pod, with this in the pod's spec. */
async function create(server: Server, namespace: string, name: string, inSpec: string) {
  await server.call(
    "POST",
    `/clusters/sandbox/namespaces/${namespace}/daemonsets`,
    `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      nodeSelector: {kubernetes.io/hostname: ${await freeNode(server)}}
      containers:
        - {name: main, image: "registry.example/agent:1.0"}
${inSpec}`,
  );
}

/** The row of a pod in the table of pods. */
function rowOf(page: Page, pod: string) {
  return page.getByRole("tabpanel").locator("tbody tr", { hasText: pod });
}

/** The pod of a DaemonSet, once its status is one of these and as kubectl prints it. */
async function agrees(page: Page, server: Server, namespace: string, name: string, wanted: RegExp, pod = `${name}-`) {
  await page.goto(`/clusters/sandbox/namespaces/${namespace}/daemonsets/${name}?tab=pods`);
  const row = rowOf(page, pod);
  await expect(row).toHaveCount(1);
  const found = ((await row.locator(".pod-name").textContent()) ?? "").trim();
  await expect(async () => {
    const status = (await row.locator(".status").textContent()) ?? "";
    const ready = ((await row.locator(".pod-ready").textContent()) ?? "").replaceAll(" ", "");
    expect([ready, status]).toEqual((await printed(server, namespace)).get(found));
    expect(`${ready} ${status}`).toMatch(wanted);
  }).toPass({ timeout: 10_000 });
  return found;
}

test("pods in odd states have the status and the ready count that kubectl prints", async ({ page, server }) => {
  const namespace = uniqueName("states");
  await server.createNamespace(namespace);
  const helper = `{name: helper, image: "registry.example/agent:1.0", restartPolicy: Always}`;
  await create(server, namespace, "sidecar", `      initContainers: [${helper}]\n`);
  await create(server, namespace, "init", `      initContainers: [{name: first, image: "registry.example/agent:1.0-crash"}]\n`);
  await create(server, namespace, "gate", "      readinessGates: [{conditionType: example.com/open}]\n");
  await create(server, namespace, "held", "");
  const status = page.getByRole("tabpanel").locator("tbody .status");

  await agrees(page, server, namespace, "sidecar", /^2\/2 Running$/);
  await expect(status).toHaveClass(/status-good/);
  await page.getByRole("tabpanel").getByRole("link").first().click();
  const containers = page.getByRole("dialog").getByRole("combobox", { name: "Container" }).getByRole("option");
  await expect(containers.filter({ hasText: "helper" })).toHaveCount(1);

  await agrees(page, server, namespace, "init", /^0\/1 Init:(CrashLoopBackOff|Error)$/);
  await expect(status).toHaveClass(/status-bad/);

  await agrees(page, server, namespace, "gate", /^1\/1 Running$/);
  await expect(status).not.toHaveClass(/status-good/);

  const pod = await agrees(page, server, namespace, "held", /^1\/1 Running$/);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  await server.kubernetes("PATCH", path, { metadata: { finalizers: ["example.com/held"] } });
  await server.kubernetes("DELETE", path);
  await agrees(page, server, namespace, "held", /^0\/1 Error$/, pod);
  await expect(rowOf(page, pod).locator(".status")).not.toHaveClass(/status-good/);

  // On the wall the one with the sidecar alone is in order.
  await page.goto(`/clusters/sandbox/wall?namespace=${namespace}`);
  await page.getByText("The wall as a table").click();
  const table = page.getByRole("table", { name: "The wall as a table" });
  for (const [name, words] of [
    ["sidecar", "Running"],
    ["init", "Failing"],
    ["gate", "Unavailable"],
  ] as const) {
    await expect(table.getByRole("row", { name: new RegExp(name) })).toContainText(words);
  }
});
