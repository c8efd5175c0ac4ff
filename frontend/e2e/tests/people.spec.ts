import { expect, expectAccessible, expectNoSidewaysScroll } from "../fixtures.js";
import { signIn, test } from "../people.js";

test("a viewer sees what Kubernetes lets a viewer see, and why not more", async ({ page }) => {
  await signIn(page, "sandbox-viewer-token");
  const rows = page.getByRole("table", { name: "DaemonSets" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("ingress-nginx");
  await rows.getByRole("link", { name: "ingress-nginx" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ingress-nginx" })).toBeVisible();
  // What may not be done is there, and says which right it takes.
  const restart = page.getByRole("button", { name: "Restart" });
  await expect(restart).toHaveAttribute("aria-disabled", "true");
  await expect(restart).toHaveAccessibleDescription(/Needs the right to patch .*daemonsets.* in ingress/);
  await expect(page.getByText("Kubernetes gives you no right to all that this page can do.")).toBeAttached();
  await expectAccessible(page);
  await page.goto("/clusters/sandbox/wall");
  await expect(page.getByText("no right to list nodes")).toBeVisible();
  // What is elsewhere is not betrayed.
  await page.goto("/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy");
  await expect(page.getByRole("main")).not.toContainText("registry.k8s.io");
});

test("an admin sees all and may do it", async ({ page }) => {
  await signIn(page, "sandbox-admin-token");
  await expect(page.getByRole("link", { name: "kube-proxy" })).toBeVisible();
  await page.getByRole("link", { name: "kube-proxy" }).click();
  await expect(page.getByRole("button", { name: "Restart" })).toBeEnabled();
});

test("a person sees where she is signed in, ends what is not hers any more, and that one is told", async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.origin, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0" });
  const other = await elsewhere.newPage();
  await signIn(other, "sandbox-editor-token");
  await signIn(page, "sandbox-editor-token");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("link", { name: "Signed-in devices" }).click();
  const devices = page.getByRole("main").getByRole("listitem");
  await expect(devices).toHaveCount(2);
  const own = devices.filter({ hasText: "This one" });
  await expect(own).toContainText("Chrome");
  await expect(own.getByRole("button")).toHaveCount(0);
  const firefox = devices.filter({ hasText: "Firefox · Linux" });
  await expect(firefox).toContainText("127.0.0.1");
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await firefox.getByRole("button", { name: "End the session in Firefox · Linux" }).click();
  await expect(devices).toHaveCount(1);
  await expect(other.getByText("You are signed out").first()).toBeVisible({ timeout: 15_000 });
  await elsewhere.close();
  // Everywhere means here, too.
  await page.getByRole("main").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Everynode" })).toBeVisible();
});

test("who may not create, delete pods or change what is chosen is held back before, with the Role that would help", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "sandbox-viewer-token");
  // In the wizard.
  await page.goto("/clusters/sandbox/create?namespace=ingress");
  const create = page.getByRole("button", { name: "Create", exact: true }).first();
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription("Needs the right to create daemonsets in ingress");
  await create.click({ force: true });
  await expect(page).toHaveURL(/\/create/);
  await page.getByRole("button", { name: "Copy the Role" }).click();
  const role = await page.evaluate(() => navigator.clipboard.readText());
  expect(role).toContain("kind: Role");
  expect(role).toMatch(/resources: \[daemonsets\]\n\s+verbs: \[create, update, patch, delete\]/);
  await expectAccessible(page);

  // Of a pod.
  await page.goto("/clusters/sandbox/namespaces/ingress/daemonsets/ingress-nginx?tab=pods");
  await page.getByRole("table").locator("tbody tr").first().getByRole("link").first().click();
  const remove = page.getByRole("dialog").getByRole("button", { name: "Delete this pod" });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toHaveAccessibleDescription("Needs the right to delete pods in ingress");

  // Of several at once.
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  const bar = page.getByRole("region", { name: "Chosen DaemonSets" });
  for (const [name, verb] of [["Restart", "patch"], ["Delete", "delete"]] as const) {
    const button = bar.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(`Needs the right to ${verb} daemonsets in ingress`);
  }
  await expect(bar.getByRole("button", { name: "Copy the Role" })).toBeVisible();
});

test("who may is not held back, and where it is another namespace it is asked of that one", async ({ page }) => {
  await signIn(page, "sandbox-editor-token");
  await page.goto("/clusters/sandbox/create?namespace=logging");
  const create = page.getByRole("button", { name: "Create", exact: true }).first();
  await expect(create).toBeVisible();
  await page.waitForTimeout(1000);
  await expect(create).not.toHaveAccessibleDescription(/Needs the right/);
  await page.goto("/clusters/sandbox/create?namespace=ingress");
  await expect(create).toHaveAccessibleDescription("Needs the right to create daemonsets in ingress");
});

test("an admin of the console ends the session of another, who is told", async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.origin, userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0" });
  const other = await elsewhere.newPage();
  await signIn(other, "sandbox-viewer-token");
  // Who is none sees nobody's but the own.
  await other.goto("/devices");
  await expect(other.getByRole("main").getByRole("listitem").filter({ hasText: "This one" })).toHaveCount(1);
  await expect(other.getByText("Everybody")).toHaveCount(0);
  // A page that follows the cluster is told; another one hears of it when it next asks.
  await other.goto("/clusters/sandbox/daemonsets");
  await signIn(page, "sandbox-admin-token");
  await page.goto("/devices");
  const all = page.getByRole("region", { name: "Everybody" });
  await all.getByLabel("Person").fill("VERA");
  await all.getByRole("button", { name: "Search" }).click();
  // In other browsers of other tests she is signed in as well.
  const hers = all.getByRole("listitem").filter({ hasText: "Firefox · Linux" });
  await expect(hers).toHaveCount(1);
  await expect(all.getByRole("listitem").filter({ hasNotText: "vera" })).toHaveCount(0);
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await all.getByRole("button", { name: "End the session of vera in Firefox · Linux" }).click();
  await expect(hers).toHaveCount(0);
  await expect(other.getByText("You are signed out").first()).toBeVisible({ timeout: 15_000 });
  await page.goto("/audit");
  await expect(page.getByRole("table").locator("tbody tr").first()).toContainText("vera");
  await elsewhere.close();
});
