import type { Page } from "@playwright/test";
import type { Server } from "../server.js";

import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

const pageOf = (name: string) => `/clusters/sandbox/namespaces/default/daemonsets/${name}`;

/** The pictures of the node grid, one a zone. */
function cells(page: Page) {
  return page.locator(".cells").getByRole("img");
}

/** How many cells the pictures of the grid say that they show, in all or in one state. */
async function drawnIn(page: Page, state = "nodes"): Promise<number> {
  const labels = await cells(page).evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  const number = state === "nodes" ? /(\d+) nodes?/ : new RegExp(`${state} (\\d+)`);
  return labels.reduce((sum, label) => sum + Number(number.exec(label)?.[1] ?? 0), 0);
}

test("shows the rollout until it runs everywhere", async ({ page, server }) => {
  const name = uniqueName("rollout");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  const desired = Number(await page.locator(".count", { hasText: "desired" }).locator("dd").textContent());
  expect(desired).toBeGreaterThan(0);
  await expect.poll(() => drawnIn(page, "Ready")).toBe(desired);
  await expect(page.getByRole("button", { name: /^Ready/ })).toContainText(String(desired));
});

test("the grid is a table for the keyboard, and the legend filters both", async ({ page, server }) => {
  const name = uniqueName("grid");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await expect(cells(page).first()).toBeVisible();
  await page.getByText("Nodes as a table").press("Enter");
  const rows = page.getByRole("region", { name: "Nodes as a table" }).locator("tbody tr");
  await expect(rows).toHaveCount(await drawnIn(page));
  await page.getByRole("button", { name: /^Ready/ }).press("Enter");
  await expect(rows).toHaveCount(await drawnIn(page, "Ready"));
  await expectAccessible(page);
});

test("cells are drawn in the colours of the theme, and anew when it changes", async ({ page, server }) => {
  const name = uniqueName("colours");
  await server.createDaemonSet(name);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await expect.poll(() => drawnIn(page, "Ready")).toBeGreaterThan(0);
  /** Whether a cell has the colour that the style sheet has for what runs, and that colour. */
  const ready = () =>
    page.locator(".cells canvas").evaluateAll((pictures: HTMLCanvasElement[]) => {
      const token = getComputedStyle(document.documentElement).getPropertyValue("--ready");
      const has = (picture: HTMLCanvasElement) => {
        const pixels = picture.getContext("2d")?.getImageData(0, 0, picture.width, picture.height).data ?? [];
        const at = (start: number) => `rgb(${pixels[start]}, ${pixels[start + 1]}, ${pixels[start + 2]})`;
        return Array.from({ length: pixels.length / 4 }, (_, pixel) => at(4 * pixel)).includes(token);
      };
      return { token, isDrawn: pictures.some(has) };
    });
  const light = await ready();
  expect(light.isDrawn).toBe(true);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(async () => (await ready()).token).not.toBe(light.token);
  await expect.poll(async () => (await ready()).isDrawn).toBe(true);
  await page.locator(".cells canvas").first().hover({ position: { x: 10, y: 10 } });
  await expect(page.locator(".node-grid-pointer")).not.toContainText("Point at");
});

test("pods by node, and the manifest as YAML", async ({ page, server }) => {
  const name = uniqueName("pods");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await page.getByRole("tab", { name: /^Nodes/ }).press("ArrowRight");
  await expect(page.getByRole("tab", { name: /^Pods/ })).toBeFocused();
  const rows = page.getByRole("tabpanel").locator("tbody tr");
  await expect(rows.first()).toContainText(name);
  await expectAccessible(page);
  await page.getByRole("tab", { name: "YAML" }).click();
  await expect(page.getByRole("region", { name: "Manifest" })).toContainText("kind: DaemonSet");
  await expect(page).toHaveURL(/tab=yaml/);
  await expectAccessible(page);
});

/** Asks for the DaemonSet to be deleted. */
async function askToDelete(page: Page) {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
}

/** Puts a Service in front of the pods of a DaemonSet of `createDaemonSet`. */
async function createService(server: Server, name: string, app: string) {
  await server.kubernetes("POST", "/api/v1/namespaces/default/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: { app }, ports: [{ port: 80 }] },
  });
}

test("deleting asks first, names what goes, and leads back to the list", async ({ page, server }) => {
  const name = uniqueName("deleted");
  await server.createDaemonSet(name);
  await createService(server, `${name}-stays`, name);
  await createService(server, `${name}-goes`, name);
  await page.goto(pageOf(name));
  await askToDelete(page);
  const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel(`Delete Service ${name}-goes too`).check();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "More", exact: true })).toBeFocused();
  await askToDelete(page);
  // Who asks again decides anew.
  await expect(dialog.getByLabel(`Delete Service ${name}-goes too`)).not.toBeChecked();
  await dialog.getByLabel(`Delete Service ${name}-goes too`).check();
  await dialog.getByRole("button", { name: "Delete DaemonSet" }).click();
  await expect(page).toHaveURL(/\/clusters\/sandbox\/daemonsets$/);
  await expect(page.getByRole("row", { name })).toBeHidden();
  const services = "/api/v1/namespaces/default/services";
  await server.kubernetes("GET", `${services}/${name}-stays`);
  await expect(server.kubernetes("GET", `${services}/${name}-goes`)).rejects.toThrow("404");
});

test("deleting says who else would lose a Service", async ({ page, server }) => {
  const name = uniqueName("shared");
  await server.createDaemonSet(name);
  await createService(server, name, name);
  const set = (await server.kubernetes("POST", "/apis/apps/v1/namespaces/default/replicasets", {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: `${name}-set` },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "registry.k8s.io/pause:3.10" }] },
      },
    },
  })) as { metadata: { uid: string } };
  await server.kubernetes("POST", "/api/v1/namespaces/default/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-other`,
      labels: { app: name },
      // Of somebody else: the DaemonSet would adopt a pod of nobody.
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: `${name}-set`, uid: set.metadata.uid, controller: true }],
    },
    spec: { containers: [{ name: "main", image: "registry.k8s.io/pause:3.10" }] },
  });
  await page.goto(pageOf(name));
  await askToDelete(page);
  await expect(page.getByLabel(`Delete Service ${name} too`)).not.toBeChecked();
  await expect(page.getByRole("dialog")).toContainText(`It also selects pods of ReplicaSet/${name}-set`);
  await expectAccessible(page);
});

for (const [button, confirm, path, method] of [
  ["Restart", "Restart DaemonSet", "/restart", "POST"],
  ["Delete", "Delete DaemonSet", "?propagationPolicy=Background", "DELETE"],
] as const) {
  test(`${button}: an answer that was lost is unknown, and trying again does nothing twice`, async ({ page, server }) => {
    const name = uniqueName("lost");
    await server.createDaemonSet(name);
    await page.goto(pageOf(name));
    await expect(page.locator(".page-head .status")).toHaveText("Running");
    const keys: (string | undefined)[] = [];
    await page.route(`**/daemonsets/${name}${path}`, async (route) => {
      if (route.request().method() !== method) {
        return route.continue();
      }
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) {
        return route.continue();
      }
      // It is done, and nobody hears of it.
      await route.fetch();
      return route.abort();
    });
    if (button === "Delete") {
      await askToDelete(page);
    } else {
      await page.getByRole("button", { name: button, exact: true }).click();
    }
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: confirm }).click();
    await expect(dialog.getByRole("alert")).toContainText("It is not known whether it was done");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: confirm }).click();
    await expect(dialog).toBeHidden();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    const rows = JSON.parse(await server.call("GET", `/audit?name=${name}`)) as { items: { action: string }[] };
    expect(rows.items.filter((row) => row.action === button.toLowerCase())).toHaveLength(1);
  });
}

test("restarts, and shows what Kubernetes says meanwhile", async ({ page, server }) => {
  const name = uniqueName("changed");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  const head = page.locator(".page-head");
  await expect(head.locator(".status")).toHaveText("Running");
  await expect(page.locator(".event", { hasText: "SuccessfulCreate" }).first()).toBeVisible();

  await page.getByRole("button", { name: "Restart", exact: true }).click();
  const restart = page.getByRole("dialog", { name: `Restart ${name}?` });
  await expectAccessible(page);
  await restart.getByRole("button", { name: "Restart DaemonSet" }).click();
  await expect(restart).toBeHidden();
  await expect(head.locator(".status")).toContainText("Rolling out");
  await expect(page.locator(".event", { hasText: "SuccessfulDelete" }).first()).toBeVisible();
  await expect(page.locator(".event", { hasText: "Restart: done" })).toBeVisible();
});

test("says of a write that it is not known what came of it", async ({ page, server }) => {
  const name = uniqueName("unknown");
  await server.createDaemonSet(name);
  const row = {
    id: "0190d7a1-0000-7000-8000-000000000000",
    request: "0190d7a1-0000-7000-8000-000000000000",
    occurred: new Date().toISOString(),
    user: "local",
    action: "restart",
    cluster: "sandbox",
    namespace: "default",
    kind: "DaemonSet",
    name,
    outcome: "unknown",
    status: 504,
    detail: "No answer came.",
  };
  await page.route("**/api/v1/audit?*", (route) => route.fulfill({ json: { items: [row] } }));
  await page.goto(pageOf(name));
  const shown = page.locator(".event", { hasText: "Restart: not known" });
  await expect(shown).toContainText("No answer came.");
  await expectAccessible(page);
});

test("rolls back to the revision before", async ({ page, server }) => {
  const name = uniqueName("back");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Roll back ${name}?` });
  await expect(dialog.getByText("There is no former revision.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Roll back DaemonSet" })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();

  const path = `/apis/apps/v1/namespaces/default/daemonsets/${name}`;
  const object = (await server.kubernetes("GET", path)) as { spec: { template: { spec: { containers: { image: string }[] } } } };
  const before = object.spec.template.spec.containers[0]!.image;
  // Its status may be written in the same moment.
  const containers = [{ name: "main", image: "registry.example/another:2.0" }];
  await server.kubernetes("PATCH", path, { spec: { template: { spec: { containers } } } });
  const images = page.locator(".detail-aside");
  await expect(images).toContainText("registry.example/another:2.0");
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await expect(dialog.getByLabel("Revision")).toHaveValue("1");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Roll back DaemonSet" }).click();
  await expect(dialog).toBeHidden();
  await expect(images).toContainText(before);
});

test("a refused deletion says why in the dialog", async ({ page, server }) => {
  const name = uniqueName("refused");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await askToDelete(page);
  await server.setFaults({ nextWrites: ["forbidden"] });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Delete DaemonSet" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("says so when somebody else deletes it", async ({ page, server }) => {
  const name = uniqueName("elsewhere");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await server.deleteDaemonSet(name);
  await expect(page.getByText(`${name} has been deleted`)).toBeVisible();
  await expectAccessible(page);
});

test("a name that does not exist says so", async ({ page }) => {
  await page.goto(pageOf("never-was"));
  await expect(page.getByRole("heading", { name: "There is no DaemonSet never-was" })).toBeVisible();
  await expectAccessible(page);
});

for (const [width, height] of [
  [1280, 800],
  [390, 844],
  [360, 640],
] as const) {
  test(`is accessible and fits ${width} pixels`, async ({ page, server }) => {
    const name = uniqueName("fits");
    await server.createDaemonSet(name);
    await page.setViewportSize({ width, height });
    await page.goto(pageOf(name));
    await expect(page.locator(".page-head .status")).toHaveText("Running");
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.getByRole("tab", { name: /^Pods/ }).click();
    await expectNoSidewaysScroll(page);
  });
}
