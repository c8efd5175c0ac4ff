import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, expectAccessible, expectNoSidewaysScroll, test as base, uniqueName } from "../fixtures.js";
import { Server } from "../server.js";
import { control, openStep } from "../form.js";

/** The kubeconfig of a cluster that is nowhere. */
const nowhere = `apiVersion: v1
kind: Config
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: t}}]
`;

/** A console over three simulated clusters, and one that is nowhere. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "clusters-"));
      await writeFile(join(folder, "edge.yaml"), nowhere);
      const server = await Server.start(undefined, undefined, ["--sandbox-clusters=3", `--clusters=${folder}`]);
      await use(server);
      await server.stop();
      await rm(folder, { recursive: true });
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

test("one list over all clusters, and each by the bar", async ({ page }) => {
  await page.getByRole("combobox", { name: /^Cluster/ }).selectOption({ label: "All clusters" });
  await expect(page).toHaveURL(/\/daemonsets$/);
  await expect(page.getByRole("list", { name: "Clusters" }).getByText("live")).toHaveCount(3);
  const rows = page.getByRole("table", { name: "DaemonSets" }).getByRole("row");
  await expect(rows.filter({ hasText: "kube-proxy" })).toHaveCount(3);
  // One that nobody has opened is opened here; that it is away is said at it, and takes nothing from the others.
  await page.getByRole("button", { name: "Connect to edge" }).click();
  const edge = page.getByRole("list", { name: "Clusters" }).getByRole("listitem").filter({ hasText: "edge" });
  await expect(edge).toContainText("The API server cannot be reached");
  await expect(rows.filter({ hasText: "kube-proxy" })).toHaveCount(3);
  await page.getByRole("searchbox").fill("sandbox-2 kube-proxy");
  await expect(rows.filter({ hasText: "kube-proxy" })).toHaveCount(1);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await rows.getByRole("link", { name: "kube-proxy" }).click();
  await expect(page).toHaveURL(/\/clusters\/sandbox-2\//);
  await page.getByRole("combobox", { name: /^Cluster/ }).selectOption("sandbox-3");
  await expect(page).toHaveURL(/\/clusters\/sandbox-3\/daemonsets/);
});

test("the clusters and how each does", async ({ page }) => {
  await page.goto("/clusters");
  const table = page.getByRole("table", { name: "Clusters" });
  await expect(table.getByRole("row")).toHaveCount(5);
  await expect(table.getByText("live")).toHaveCount(3);
  const edge = table.getByRole("row").filter({ hasText: "edge" });
  await expect(edge).toContainText("The certificate of its API server is not looked at");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test("the walls of all clusters, of which one that is away hides none", async ({ page }) => {
  await page.goto("/daemonsets");
  await page.getByRole("link", { name: "Wall", exact: true }).click();
  await expect(page).toHaveURL(/\/wall$/);
  const wall = (cluster: string) => page.getByRole("region", { name: cluster, exact: true });
  for (const cluster of ["sandbox", "sandbox-2", "sandbox-3"]) {
    await expect(wall(cluster).getByRole("application")).toBeVisible();
    await expect(wall(cluster).getByText("live", { exact: true })).toBeVisible();
  }
  await page.getByRole("combobox", { name: "Namespace", exact: true }).selectOption("kube-system");
  await expect(page).toHaveURL(/\/wall\?namespace=kube-system$/);
  await expect(wall("sandbox-3").getByRole("link", { name: "kube-proxy" })).toBeVisible();
  // The one that is away is connected to here, and only its own place says that it is.
  const connect = page.getByRole("button", { name: "Connect to edge" });
  await connect.or(wall("edge")).first().waitFor();
  if (await connect.isVisible()) {
    await connect.click();
  }
  await expect(wall("edge").getByText("unreachable").first()).toBeVisible();
  await expect(wall("sandbox-2").getByRole("link", { name: "kube-proxy" })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  // A cell leads to its pod, in its own cluster.
  await wall("sandbox-2").getByRole("application").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/clusters\/sandbox-2\/namespaces\/kube-system\/daemonsets\//);
  await page.goBack();
  await page.getByRole("combobox", { name: /^Cluster/ }).selectOption("sandbox-2");
  await expect(page).toHaveURL(/\/clusters\/sandbox-2\/wall$/);
});

test("the same text is judged by another cluster, and made on several", async ({ page }) => {
  const name = uniqueName("everywhere");
  await page.goto("/clusters/sandbox/create?namespace=default");
  await control(page, "metadata.name").fill(name);
  await openStep(page, "Containers");
  await control(page, "spec.template.spec.containers[0].image").fill("registry.example/agent:1");
  const covered = page.getByText(/of \d+ nodes/).first();
  await expect(covered).toContainText("of 24 nodes");
  await page.getByRole("combobox", { name: /^Cluster/ }).selectOption("sandbox-2");
  await expect(page).toHaveURL(/\/clusters\/sandbox-2\/create/);
  await expect(covered).toContainText("of 12 nodes");
  await openStep(page, "Basic information");
  await expect(control(page, "metadata.name")).toHaveValue(name);

  await openStep(page, "Review");
  await page.getByRole("link", { name: "On several clusters…" }).click();
  await expect(page).toHaveURL(/\/create-on/);
  const card = (cluster: string) => page.getByRole("region", { name: cluster, exact: true });
  for (const cluster of ["sandbox", "sandbox-2", "sandbox-3"]) {
    await expect(card(cluster).getByText("can be created")).toBeVisible();
  }
  await expect(card("sandbox-3")).toContainText("of 8 nodes");
  await card("sandbox-3").getByRole("checkbox").uncheck();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create on 2" }).click();
  await expect(card("sandbox").getByText("created", { exact: true })).toBeVisible();
  await expect(card("sandbox-2").getByText("created", { exact: true })).toBeVisible();
  await expect(card("sandbox-3").getByText("can be created")).toBeVisible();
  // One that is away is not asked for a forecast that it cannot give.
  await expect(card("edge").getByRole("checkbox")).not.toBeChecked();
  await card("sandbox-2").getByRole("link", { name: `Watch ${name} there` }).click();
  await expect(page).toHaveURL(new RegExp(`/clusters/sandbox-2/.*/${name}`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);

  await page.getByRole("tab", { name: "Details" }).click();
  const other = page.getByLabel("Compared with");
  await other.selectOption("sandbox");
  await expect(page.getByText("It is the same there.")).toBeVisible();
  await other.selectOption("sandbox-3");
  await expect(page.getByText("in the cluster `sandbox-3`")).toBeVisible();
});
