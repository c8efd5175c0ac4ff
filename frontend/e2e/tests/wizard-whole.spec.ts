import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

/** A file as projects publish them: several objects, a list among them. */
const file = (name: string) => `\
---
# nothing but a comment
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: default
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      serviceAccountName: ${name}
      containers:
      - name: agent
        image: registry.example.com/agent:1
        envFrom:
        - configMapRef: {name: ${name}}
---
kind: List
apiVersion: v1
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: ${name}
  data:
    level: info
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: ${name}-more
  data: {}
`;

async function paste(page: import("@playwright/test").Page, text: string) {
  await page.goto("/clusters/sandbox/begin?namespace=default");
  await page.getByLabel("Manifest", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create DaemonSet" })).toBeVisible();
}

test("a published file goes in whole, in order", async ({ page, server }) => {
  const name = uniqueName("whole");
  await paste(page, file(name));
  const order = page.getByRole("region", { name: "Made together" });
  await expect(order.getByRole("listitem")).toHaveText([
    `ServiceAccount ${name}`,
    `ConfigMap ${name}`,
    `ConfigMap ${name}-more`,
    `DaemonSet ${name}`,
  ]);
  await expect(page.getByText("4 would be made")).toBeVisible();
  // An entry leads to its line.
  await order.getByRole("button", { name: `ConfigMap ${name}-more` }).click();
  await expect(page.locator(".cm-activeLine")).toContainText("apiVersion: v1");
  await expectAccessible(page);
  await page.locator("#write").click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  for (const path of ["serviceaccounts", "configmaps"]) {
    await server.kubernetes("GET", `/api/v1/namespaces/default/${path}/${name}`);
  }
});

test("where the cluster says nothing of the objects, that is said, and it is asked again", async ({ page }) => {
  const name = uniqueName("silent");
  await paste(page, file(name));
  const objects = page.getByRole("region", { name: "Objects of this text" });
  await expect(objects).toContainText("4 would be made");
  await page.route("**/preflight?*", (route) => route.abort());
  await page.getByLabel("Name", { exact: true }).fill(`${name}-x`);
  await expect(objects).toContainText("The cluster does not say what would become of them");
  await page.unroute("**/preflight?*");
  await objects.getByRole("button", { name: "Ask again" }).click();
  await expect(objects).toContainText("4 would be made");
});

test("what is there already is shown with its difference and left, updated or refused", async ({ page, server }) => {
  const name = uniqueName("there");
  const path = `/api/v1/namespaces/default/configmaps`;
  await server.kubernetes("POST", path, { metadata: { name }, data: { level: "debug" } });
  await server.kubernetes("POST", path, { metadata: { name: `${name}-more` }, data: {} });
  await paste(page, file(name));
  const fate = page.getByRole("group", { name: `What becomes of ConfigMap ${name}` });
  await expect(fate).toBeVisible();
  await expect(page.getByText("data[level]")).toBeVisible();
  await expect(page.getByText("1 is there and says the same")).toBeVisible();
  await fate.getByRole("radio", { name: "Refuse" }).check();
  await page.locator("#write").click();
  const outcomes = page.getByRole("region", { name: "What came of each object" });
  await expect(outcomes.getByRole("row")).toHaveCount(5);
  await expect(outcomes.getByRole("row", { name: `ConfigMap ${name}` }).first()).toContainText("refused");
  await expectAccessible(page);
  await fate.getByRole("radio", { name: "Update" }).check();
  await page.locator("#write").click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const stored = (await server.kubernetes("GET", `${path}/${name}`)) as { data: Record<string, string> };
  expect(stored.data["level"]).toBe("info");
});

test("a kind that the cluster does not serve is said before anything is sent, and left out", async ({ page }) => {
  const name = uniqueName("psp");
  const policy = `---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: ${name}\nspec: {}\n`;
  await paste(page, file(name) + policy);
  await expect(page.getByText("This cluster does not serve policy/v1beta1 PodSecurityPolicy.")).toBeVisible();
  await page.getByRole("button", { name: "Leave it out" }).click();
  await expect(page.getByText("4 would be made")).toBeVisible();
  await expect(page.getByText("does not serve")).toBeHidden();
});

test("two objects that run into one are said at their line, and divided at one press", async ({ page }) => {
  const name = uniqueName("run");
  const text = file(name).replace("---\napiVersion: apps/v1", "apiVersion: apps/v1");
  await paste(page, text);
  await page.getByRole("button", { name: "Put --- in" }).first().click();
  await expect(page.getByText("4 would be made")).toBeVisible();
});

test("one more object is written and shown", async ({ page }) => {
  await page.goto("/clusters/sandbox/create?namespace=default");
  await page.locator("[id='metadata.name']").fill("alone");
  await page.getByRole("button", { name: "Add an object" }).click();
  await page.getByRole("button", { name: "ConfigMap", exact: true }).click();
  await expect(page.locator(".cm-content")).toContainText("kind: ConfigMap");
  await expect(page.getByRole("region", { name: "Made together" }).getByRole("listitem")).toHaveCount(2);
});

// The files that projects publish, where they are beside the checkout: a few of them, or all with EVERYNODE_CORPUS=all.
const folder = join(import.meta.dirname, "../../../../shared/corpus/whole");
const published = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort() : [];
const tried = published.filter((_, at) => process.env["EVERYNODE_CORPUS"] === "all" || at % 6 === 0);

test("published files are created through the page", async ({ page }) => {
  test.skip(tried.length === 0, "there is no ../shared/corpus/whole beside the checkout");
  test.setTimeout(90_000 * tried.length);
  for (const name of tried) {
    await page.goto("/clusters/sandbox/begin?namespace=default");
    await page.getByLabel("Files").setInputFiles(join(folder, name));
    await expect(page.getByRole("region", { name: "Objects of this text" }), name).toBeVisible();
    await expect(page.getByText("The cluster is being asked"), name).toBeHidden({ timeout: 30_000 });
    // What this cluster does not serve is left out.
    const leaveOut = page.getByRole("button", { name: "Leave it out" });
    while ((await leaveOut.count()) > 0) {
      const before = await leaveOut.count();
      await leaveOut.first().click();
      await expect.poll(() => leaveOut.count(), { message: name, timeout: 30_000 }).toBeLessThan(before);
    }
    // A namespace that is neither there nor in the file is made with it.
    if (await page.getByText("It does not exist: namespaces").isVisible()) {
      const namespace = await page.locator("[id='metadata.namespace']").inputValue();
      await page.getByRole("button", { name: "New namespace" }).click();
      await page.getByRole("textbox", { name: "New namespace" }).fill(namespace);
    }
    // What is written twice is put right by whoever knows which is meant.
    if (await page.getByText("It stands here twice").first().isVisible()) {
      await expect(page.locator("#write"), name).toBeDisabled();
      continue;
    }
    await page.locator("#write").click();
    await expect(page, name).toHaveURL(/\/daemonsets\/[^/]+$/, { timeout: 60_000 });
  }
});
