import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";
import { openStep } from "../form.js";

const address = "/clusters/sandbox/create?namespace=default";

/** What is wrong, at the right of the page. */
function problems(page: Page) {
  return page.getByRole("region", { name: "Problems" });
}

test("the wizard's module is fetched when it is needed, and again when that failed", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const module = "**/split_wizard.*.wasm";
  await page.route(module, (route) => route.abort());
  await page.goto("/clusters/sandbox/daemonsets?namespace=default");
  const create = page.getByRole("link", { name: "Create DaemonSet" }).first();
  await expect(create).toBeVisible();
  expect(fetched.filter((path) => path.includes("split_wizard"))).toEqual([]);
  await create.click();
  await expect(page.getByText("The console does not answer")).toBeVisible();
  await page.unroute(module);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
});

test("a DaemonSet is created by the form and shown live", async ({ page }) => {
  const name = uniqueName("form");
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Description").fill("Made by the form");

  await openStep(page, "Containers");
  // It follows the name of the DaemonSet until it is given its own.
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  // An image of its own: that others run the same one would be worth knowing.
  await page.getByLabel("Image", { exact: true }).fill(`registry.k8s.io/${name}:3.10`);
  await expect(page.getByLabel("Pull policy")).toContainText("Default (IfNotPresent)");
  await page.getByLabel("CPU request").fill("100m");
  await page.getByLabel("Memory limit").fill("64Mi");
  await page.getByRole("button", { name: "Liveness probe", exact: true }).click();
  await page.getByLabel("Asks by").selectOption("HTTP request");
  await page.getByLabel("Path", { exact: true }).fill("/healthz");
  await page.getByLabel("Port", { exact: true }).fill("8080");

  await openStep(page, "Volumes");
  await page.getByRole("button", { name: "Host path" }).click();
  await page.getByLabel("Path on the node").fill("/var/log");
  await page.getByRole("button", { name: `Mount in ${name}` }).click();
  await page.getByLabel("Mount path").fill("/logs");
  await page.getByLabel("Read-only").check();

  await openStep(page, "Update");
  await page.getByLabel("Max unavailable").fill("10%");

  await openStep(page, "Review");
  const manifest = page.getByLabel("Manifest");
  await expect(manifest).toContainText("kubesphere.io/description: Made by the form");
  await expect(manifest).toContainText("maxUnavailable: 10%");
  await expect(problems(page)).toContainText("No problems found");
  // Whichever console answers next, it must have read what was made here.
  const followed = page.waitForRequest(new RegExp(`/events\\?.*name=${name}.*&resourceVersion=\\d+$`));
  await page.getByRole("button", { name: "Create", exact: true }).first().click();
  await followed;

  await expect(page).toHaveURL(new RegExp(`/namespaces/default/daemonsets/${name}$`));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("Running", { exact: true }).first()).toBeVisible();
});

test("a bad name is told at its control, its step and in the list, and holds Create back", async ({ page }) => {
  await page.goto(address);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Not_A_Name");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/RFC 1123/);
  await expect(problems(page)).toContainText("metadata.name");
  await openStep(page, "Nodes");
  const create = page.getByRole("button", { name: "Create", exact: true });
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription(/problems? to solve/);
  // By keyboard: Playwright itself never clicks what is held back.
  await create.press("Enter");
  await expect(name).toBeFocused();
});

test("a form that is not filled yet says where pods will run, not that they are refused", async ({ page }) => {
  await page.goto("/clusters/sandbox/create?namespace=default");
  const nodes = page.getByRole("region", { name: "Nodes", exact: true });
  await expect(nodes).toContainText("nodes will run a pod");
  await expect(nodes.locator("strong")).not.toHaveText("0");
  await expect(nodes).not.toContainText(/refused/i);
});

test("what is missing is quiet until one has been there", async ({ page }) => {
  await page.goto(address);
  const name = page.getByLabel("Name", { exact: true });
  await expect(problems(page)).toContainText("Required value");
  await expect(name).not.toHaveAttribute("aria-invalid");
  await name.focus();
  await name.blur();
  await expect(name).toHaveAttribute("aria-invalid", "true");
});

test("a name that is taken is told before anything is sent", async ({ page, server }) => {
  const taken = uniqueName("taken");
  await server.createDaemonSet(taken);
  await page.goto(address);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill(taken);
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.fill(`${taken}-2`);
  await expect(name).not.toHaveAttribute("aria-invalid");
});

test("a number typed wrongly stays as typed, and emptied means removed", async ({ page }) => {
  await page.goto(address);
  await openStep(page, "Update");
  const unavailable = page.getByLabel("Max unavailable");
  await unavailable.fill("5x");
  await expect(unavailable).toHaveAttribute("aria-invalid", "true");
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest")).toContainText("maxUnavailable: 5x");
  await openStep(page, "Update");
  await expect(unavailable).toHaveValue("5x");
  await unavailable.fill("");
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest")).not.toContainText("updateStrategy");
});

test("several containers, each behind its tab", async ({ page }) => {
  await page.goto(address);
  await openStep(page, "Containers");
  await page.getByLabel("Image", { exact: true }).fill("one:1");
  await page.getByRole("button", { name: "Add container" }).click();
  await page.getByLabel("Name", { exact: true }).fill("second");
  await page.getByLabel("Image", { exact: true }).fill("two:2");
  const tabs = page.getByRole("tab");
  await expect(tabs).toHaveCount(2);
  await tabs.nth(1).press("ArrowLeft");
  await expect(tabs.nth(0)).toBeFocused();
  await expect(page.getByLabel("Image", { exact: true })).toHaveValue("one:1");
  await page.getByRole("button", { name: "Remove container" }).click();
  await expect(tabs).toHaveCount(1);
  await expect(page.getByLabel("Image", { exact: true })).toHaveValue("two:2");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tabs).toHaveCount(2);
});

test("the cursor goes to what was added, and stays in the form when something goes", async ({ page }) => {
  await page.goto(address);
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Liveness probe", exact: true }).press("Enter");
  await expect(page.getByLabel("Asks by")).toBeFocused();
  await page.getByRole("button", { name: "Remove: Liveness probe" }).press("Enter");
  await expect(page.getByRole("button", { name: "Liveness probe", exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Add container" }).press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Remove container" }).press("Enter");
  // That of the container that is left.
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await openStep(page, "Volumes");
  await page.getByRole("button", { name: "Host path" }).press("Enter");
  await expect(page.getByLabel("Path on the node")).toBeFocused();
});

test("the forecast follows the node selector", async ({ page }) => {
  await page.goto(address);
  await openStep(page, "Nodes");
  const nodes = page.getByRole("region", { name: "Nodes", exact: true });
  await expect(nodes).toContainText(/of \d+ nodes will run a pod/);
  await page.getByRole("button", { name: "Add entry" }).click();
  await page.getByLabel("Key").fill("kubernetes.io/os");
  await page.getByLabel("Value").fill("plan9");
  await expect(nodes.locator("strong")).toHaveText("0");
  await expect(nodes).toContainText("kubernetes.io/os=plan9");
});

test("every step is accessible and fits its window", async ({ page }) => {
  // Seven steps in two themes.
  test.slow();
  await page.goto(address);
  for (const step of ["Basic information", "Containers", "Volumes", "Nodes", "Update", "Network and identity", "Review"]) {
    await openStep(page, step);
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("combobox", { name: "Steps" }).selectOption("containers");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole("combobox", { name: "Steps" }).selectOption("basic");
  await page.getByLabel("Name", { exact: true }).fill("a".repeat(300));
  await expectNoSidewaysScroll(page);
  // 1280 by 900 at 200 %.
  await page.setViewportSize({ width: 640, height: 450 });
  for (const step of ["basic", "containers", "volumes", "nodes", "update", "network", "review"]) {
    await page.getByRole("combobox", { name: "Steps" }).selectOption(step);
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeInViewport();
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 900, height: 700 });
  await page.getByRole("button", { name: /nodes will run a pod/ }).click();
  await expect(problems(page)).toBeVisible();
  await expectNoSidewaysScroll(page);
});
