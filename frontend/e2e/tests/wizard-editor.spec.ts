import type { Page } from "@playwright/test";

import { editor, showAs, typeAnew } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

/** A manifest whose last line is where one goes on typing. */
const upTo = (last: string) => `\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: typing
spec:
  selector:
    matchLabels: {app: typing}
  template:
    metadata:
      labels: {app: typing}
    spec:
${last}`;

/** Takes the offer that is chosen; the list takes no key in the moment in which it opens, so that none is taken by chance. */
async function take(page: Page) {
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
}

test.beforeEach(async ({ page }) => {
  await page.goto("/clusters/sandbox/create?namespace=default");
  await showAs(page, "YAML");
  await expect(editor(page)).toBeVisible();
});

test("keys, words and names that exist are completed by keyboard, with what they are", async ({ page }) => {
  await typeAnew(page, upTo("      "));
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("hostP");
  const list = page.getByRole("listbox");
  await expect(list.getByRole("option").first()).toContainText("hostPID");
  // What it is, in the cluster's words.
  await expect(page.locator(".cm-completionInfo")).toContainText("PodSpec.hostPID");
  await take(page);
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(list.getByRole("option")).toHaveText(["true", "false"]);
  await take(page);
  await expect(editor(page)).toContainText("hostPID: true");
  await page.keyboard.press("Enter");
  await page.keyboard.type("contai");
  await expect(list.getByRole("option").first()).toContainText("containers");
  await take(page);
  await expect(editor(page)).toContainText("- ");
  await page.keyboard.type("imagePull");
  await expect(list.getByRole("option").first()).toContainText("imagePullPolicy");
  await take(page);
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(list.getByRole("option")).toHaveText(["Always", "Never", "IfNotPresent"]);
  await page.keyboard.press("Escape");
  // What the schema does not know at a place is not offered there.
  await typeAnew(page, upTo("      replica"));
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(list).toBeHidden();
});

test("a name that exists is offered", async ({ page, server }) => {
  const name = uniqueName("settings");
  await server.kubernetes("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name }, data: { a: "b" } });
  // The facts of a page that is opened now have it.
  await page.goto("/clusters/sandbox/create?namespace=default");
  await showAs(page, "YAML");
  await typeAnew(page, upTo("      containers:\n      - name: a\n        envFrom:\n        - configMapRef:\n            name: "));
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("settings");
  await expect(page.getByRole("option", { name })).toBeVisible();
  await take(page);
  await expect(editor(page)).toContainText(`name: ${name}`);
});

test("a field is explained by keyboard, and its control shown", async ({ page }) => {
  await typeAnew(page, upTo("      containers:\n      - name: a\n        image: registry.example.com/a:1\n      hostNetwork: true"));
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("F1");
  await expect(page.locator(".cm-explained")).toContainText("PodSpec.hostNetwork");
  await page.keyboard.press("Escape");
  await expect(page.locator(".cm-explained")).toBeHidden();
  await expect(page.locator(".cm-where code")).toHaveText("spec.template.spec.hostNetwork");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show in the form" }).click();
  await expect(page.locator("[id='spec.template.spec.hostNetwork']")).toBeFocused();
});

test("the outline leads to every place", async ({ page }) => {
  await typeAnew(page, upTo("      containers:\n      - name: a\n        image: registry.example.com/a:1\n"));
  await page.keyboard.press("ControlOrMeta+Shift+o");
  const outline = page.getByRole("combobox", { name: "Outline" });
  await expect(outline).toBeFocused();
  await outline.fill("image");
  await expect(page.locator(".cm-outline").getByRole("option")).toHaveText(["spec.template.spec.containers[0].image"]);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page.locator(".cm-activeLine")).toContainText("image: registry.example.com/a:1");
});

test("what differs from what runs is shown, and a text is formatted when asked", async ({ page, server }) => {
  const name = uniqueName("compare");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit?view=text&step=basic`);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("# mine\n");
  await page.getByLabel("Compare with").selectOption("running");
  await expect(page.locator(".cm-changedLine")).toContainText("# mine");
  await expectAccessible(page);
  await page.getByLabel("Compare with").selectOption("nothing");
  await expect(page.locator(".cm-changedLine")).toHaveCount(0);
  await typeAnew(page, "kind:   DaemonSet  # kept  \nspec:\n    selector: {}\n");
  await page.getByRole("button", { name: "Format", exact: true }).click();
  await expect(editor(page)).toContainText("  selector: {}");
  await expect(page.locator(".cm-line").nth(2)).toHaveText("  selector: {}");
});

test("a problem is answered where it is marked", async ({ page }) => {
  await typeAnew(page, upTo("      containers:\n      - name: \u201ca\u201d\n        image: a:1\n"));
  await page.locator(".cm-line").filter({ hasText: "\u201ca\u201d" }).first().hover();
  await page.locator(".cm-lintRange").first().hover();
  await page.locator(".cm-tooltip").getByRole("button", { name: "Put straight quotes" }).click();
  await expect(editor(page)).toContainText('name: "a"');
});
