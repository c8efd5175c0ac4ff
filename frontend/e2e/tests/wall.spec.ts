import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

const wall = "/clusters/sandbox/wall";

test("every DaemonSet stands on every node, and a cell leads to its pod, by keyboard", async ({ page, server }) => {
  const name = uniqueName("wall");
  const namespace = uniqueName("walls");
  await server.createNamespace(namespace);
  await server.createDaemonSet(`${name}-a`, namespace);
  await server.createDaemonSet(`${name}-b`, namespace, "registry.example/agent:does-not-exist");
  await page.goto(`/clusters/sandbox/daemonsets?namespace=${namespace}`);
  await page.getByRole("link", { name: "Wall", exact: true }).click();
  await expect(page).toHaveURL(`${wall}?namespace=${namespace}`);
  const cells = page.getByRole("application");
  const said = page.locator(".wall-said");
  await expect(page.getByRole("link", { name: `${name}-a` }).first()).toBeVisible();
  const legend = page.locator(".wall-legend");
  await expect(legend).toContainText("Failing");
  // Until the other one is up, it is in trouble on its way.
  await expect(legend).not.toContainText(/Starting|Unavailable/);
  await cells.focus();
  await page.keyboard.press("n");
  await expect(said).toContainText(`${name}-b · Failing`);
  const first = (await said.textContent()) ?? "";
  await page.keyboard.press("n");
  await expect(said).not.toHaveText(first);
  await page.keyboard.press("ArrowUp");
  await expect(said).toContainText(`${namespace}/${name}-a`);
  await page.keyboard.press("ArrowDown");
  await expectAccessible(page);
  const node = ((await said.textContent()) ?? "").split(" · ")[0] ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/daemonsets/${name}-b\\?node=${node}`));
  await expect(page.getByRole("dialog")).toContainText("cannot be pulled");
});

test("a cell is opened by pointer, and only trouble is shown on wish", async ({ page, server }) => {
  const namespace = uniqueName("troubled");
  await server.createNamespace(namespace);
  await server.createDaemonSet("good", namespace);
  await server.createDaemonSet("bad", namespace, "registry.example/agent:does-not-exist");
  await page.goto(`${wall}?namespace=${namespace}`);
  await expect(page.locator(".wall-names li")).toHaveCount(2);
  await expect(page.locator(".wall-legend")).toContainText("Ready");
  await page.getByRole("button", { name: "Only what is in trouble" }).click();
  await expect(page).toHaveURL(/trouble=true/);
  await expect(page.locator(".wall-names li")).toHaveCount(1);
  await page.locator(".wall-cells canvas").hover({ position: { x: 5, y: 10 } });
  await expect(page.locator(".wall-said")).toContainText("/bad · ");
  await page.locator(".wall-cells canvas").click({ position: { x: 5, y: 10 } });
  await expect(page).toHaveURL(/daemonsets\/bad\?node=/);
});

test("the wall is a table too, follows the cluster, and fits a narrow page", async ({ page, server }) => {
  const namespace = uniqueName("table");
  await server.createNamespace(namespace);
  await server.createDaemonSet("one", namespace, "registry.example/agent:does-not-exist");
  await page.goto(`${wall}?namespace=${namespace}`);
  await page.getByText("The wall as a table").click();
  const table = page.getByRole("table", { name: "The wall as a table" });
  await expect(table.getByRole("row", { name: /one/ })).toContainText("Failing");
  await expect(table.getByRole("link", { name: /worker/ }).first()).toHaveAttribute("href", /daemonsets\/one\?node=/);
  await expectAccessible(page);
  await server.createDaemonSet("two", namespace);
  await expect(table.getByRole("row", { name: /two/ })).toBeVisible();
  await server.deleteDaemonSet("one", namespace);
  await expect(table.getByRole("row", { name: /one/ })).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
