import type { Page } from "@playwright/test";

import { editor, showAs } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import type { Server } from "../server.js";

function path(name: string): string {
  return `/clusters/sandbox/namespaces/default/daemonsets/${name}`;
}

/** Changes what is stored, as somebody else would. */
async function changeMeanwhile(server: Server, name: string, change: object) {
  await server.kubernetes("PATCH", `/apis/apps/v1/namespaces/default/daemonsets/${name}`, change);
}

async function openContainers(page: Page) {
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: "Containers" }).click();
}

test("a DaemonSet is edited while it rolls out, and what the form does not know stays", async ({ page, server }) => {
  const name = uniqueName("edit");
  await server.createDaemonSet(name);
  await page.goto(path(name));
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByLabel("Description")).toHaveValue("Made by a test");
  await openContainers(page);
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.9");
  await showAs(page, "YAML");
  await expect(editor(page)).toContainText("image: registry.k8s.io/pause:3.9");
  // The status has changed since the page was opened, and with it the version of the object.
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${path(name)}$`));
  const stored = JSON.parse(await server.call("GET", path(name)));
  expect(stored.spec.template.spec.containers[0].image).toBe("registry.k8s.io/pause:3.9");
  expect(stored.metadata.annotations["kubesphere.io/description"]).toBe("Made by a test");
  await expect(page.getByText("pause:3.9").first()).toBeVisible();
});

test("what somebody else changed meanwhile is taken over, and shown before it is saved", async ({ page, server }) => {
  const name = uniqueName("meanwhile");
  await server.createDaemonSet(name);
  await page.goto(`${path(name)}/edit?step=containers`);
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.9");
  await changeMeanwhile(server, name, { spec: { minReadySeconds: 7 } });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Somebody else changed this DaemonSet meanwhile")).toBeVisible();
  await expect(page.getByRole("status").getByText("spec.minReadySeconds")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${path(name)}$`));
  const stored = JSON.parse(await server.call("GET", path(name)));
  expect(stored.spec.minReadySeconds).toBe(7);
  expect(stored.spec.template.spec.containers[0].image).toBe("registry.k8s.io/pause:3.9");
});

test("where both changed the same field one decides", async ({ page, server }) => {
  const name = uniqueName("conflict");
  await server.createDaemonSet(name);
  await page.goto(`${path(name)}/edit?step=containers`);
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.9");
  const theirs = { name: "main", image: "registry.k8s.io/pause:3.8" };
  await changeMeanwhile(server, name, { spec: { template: { spec: { containers: [theirs] } } } });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("theirs: registry.k8s.io/pause:3.8");
  await expect(page.getByLabel("Image", { exact: true })).toHaveValue("registry.k8s.io/pause:3.9");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(page.getByLabel("Image", { exact: true })).toHaveValue("registry.k8s.io/pause:3.8");
});

test("text and cursor stay where they are while the DaemonSet changes", async ({ page, server }) => {
  const name = uniqueName("still");
  await server.createDaemonSet(name);
  await page.goto(`${path(name)}/edit?step=basic&view=text`);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.type(" # my");
  const typed = await editor(page).innerText();
  for (let change = 0; change < 5; change++) {
    await changeMeanwhile(server, name, { metadata: { annotations: { change: String(change) } } });
    await page.waitForTimeout(200);
  }
  expect(await editor(page).innerText()).toBe(typed);
  await page.keyboard.type(" note");
  await expect(page.locator(".cm-line").first()).toHaveText(/# my note$/);
});

test("a DaemonSet that could not be fetched is fetched again when asked", async ({ page, server }) => {
  const name = uniqueName("again");
  await server.createDaemonSet(name);
  const manifest = new RegExp(`/daemonsets/${name}(\\?|$)`);
  await page.route(manifest, (route) => (route.request().resourceType() === "document" ? route.continue() : route.abort()));
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit`);
  const again = page.getByRole("button", { name: "Try again" });
  await again.click();
  await expect(again).toBeVisible();
  await page.unroute(manifest);
  await again.click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
});

test("what may not change is told before anything is sent", async ({ page, server }) => {
  const name = uniqueName("immutable");
  await server.createDaemonSet(name);
  await page.goto(`${path(name)}/edit`);
  await page.getByLabel("Value").nth(0).waitFor();
  await showAs(page, "YAML");
  await expect(editor(page)).toContainText("matchLabels:");
  await editor(page).click();
  const line = page.locator(".cm-line", { hasText: `app: ${name}` }).first();
  await line.click();
  await page.keyboard.press("End");
  await page.keyboard.type("-other");
  await expect(page.getByRole("region", { name: "Problems" })).toContainText("field is immutable");
});
