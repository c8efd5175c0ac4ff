import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

test("a DaemonSet that somebody creates appears without a reload", async ({ page, server }) => {
  const name = uniqueName("appears");
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByText("live", { exact: true }).or(page.getByText("No DaemonSets yet"))).toBeVisible();
  await server.createDaemonSet(name);
  const row = page.getByRole("row", { name });
  await expect(row).toBeVisible();
  await expect(row).toContainText("Running");
  await server.deleteDaemonSet(name);
  await expect(row).toBeHidden();
});

test("the filter narrows the list and stands in the address", async ({ page, server }) => {
  const [wanted, other] = [uniqueName("wanted"), uniqueName("other")];
  await server.createDaemonSet(wanted);
  await server.createDaemonSet(other);
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByRole("row", { name: other })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type(wanted.toUpperCase());
  await expect(page.getByRole("row", { name: other })).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`search=${wanted.toUpperCase()}`));
  await page.reload();
  await expect(page.getByRole("row", { name: wanted })).toBeVisible();
  await expect(page.getByRole("row", { name: other })).toBeHidden();
  await page.getByRole("searchbox").fill("no such thing");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page.getByRole("row", { name: other })).toBeVisible();
});

test("columns sort both ways by keyboard", async ({ page, server }) => {
  const prefix = uniqueName("sorted");
  for (const end of ["b", "a", "c"]) {
    await server.createDaemonSet(`${prefix}-${end}`);
  }
  await page.goto(`/clusters/sandbox/daemonsets?search=${prefix}&sort=name`);
  const names = page.locator("tbody th a");
  await expect(names).toHaveText([`${prefix}-a`, `${prefix}-b`, `${prefix}-c`]);
  const heading = page.getByRole("columnheader", { name: "Name", exact: true });
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
  await heading.getByRole("button").press("Enter");
  await expect(heading).toHaveAttribute("aria-sort", "descending");
  await expect(names).toHaveText([`${prefix}-c`, `${prefix}-b`, `${prefix}-a`]);
});

test("an empty namespace says so and offers to create", async ({ page, server }) => {
  const namespace = uniqueName("empty");
  await server.createNamespace(namespace);
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("combobox", { name: "Namespace", exact: true }).selectOption(namespace);
  await expect(page.getByRole("heading", { name: `No DaemonSets in ${namespace}` })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`namespace=${namespace}`));
  await expectAccessible(page);
});

test("what the console may not read is unknown, and not none", async ({ page }) => {
  const reason = "no right to list daemonsets";
  const freshness = {
    live: false,
    refused: true,
    staleSince: new Date().toISOString(),
    message: "The console may not watch daemonsets: forbidden.",
    unknown: [{ resource: "daemonsets", reason }],
  };
  const snapshot = { type: "snapshot", daemonSets: [], nodes: 3, namespaces: ["default"], freshness };
  // One answer, after which the page waits for long before it asks again.
  const body = `retry: 600000\n\nid: 1\nevent: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`;
  await page.route(/\/clusters\/sandbox\/events/, (route) => route.fulfill({ contentType: "text/event-stream", body }));
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByRole("heading", { name: "Which DaemonSets there are is not known" })).toBeVisible();
  await expect(page.getByText(reason)).toBeVisible();
  await expect(page.getByText("No DaemonSets yet")).toBeHidden();
  await expectAccessible(page);
});

test("a cluster that goes away is a banner, and the rows stay", async ({ page, server }) => {
  const name = uniqueName("stays");
  await server.createDaemonSet(name);
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByRole("row", { name })).toBeVisible();
  await server.setFaults({ outage: "connectionRefused" });
  try {
    await expect(page.getByText("The cluster does not answer")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole("row", { name })).toBeVisible();
    await expectAccessible(page);
  } finally {
    await server.setFaults({ outage: "none" });
  }
  await expect(page.getByText("The cluster does not answer")).toBeHidden({ timeout: 20_000 });
});

test("a console that has read less than was shown before says so", async ({ page, server }) => {
  const name = uniqueName("older");
  await server.createDaemonSet(name);
  // As somebody asks who knows of a change that this console has not read, and will not for as long as it waits.
  await page.route(/\/clusters\/sandbox\/events/, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("resourceVersion", "999999999999");
    return route.continue({ url: url.href });
  });
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByText("This console is behind the cluster")).toBeVisible();
  await expect(page.getByText("This console has not read yet what you were shown before.")).toBeVisible();
  await expect(page.getByText("The cluster does not answer")).toBeHidden();
  // What it has read is shown all the same.
  await expect(page.getByRole("row", { name })).toBeVisible();
  await expectAccessible(page);
});

test("language and colours are chosen and kept", async ({ page, server }) => {
  await server.createDaemonSet(uniqueName("chosen"));
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "简体中文" }).check();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("link", { name: "创建 DaemonSet" })).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

for (const [width, height] of [
  [1280, 800],
  [390, 844],
  [360, 640],
] as const) {
  test(`is accessible and fits ${width} pixels`, async ({ page, server }) => {
    await server.createDaemonSet(uniqueName("a-name-as-long-as-names-of-daemonsets-really-are"));
    await page.setViewportSize({ width, height });
    await page.goto("/clusters/sandbox/daemonsets");
    await expect(page.getByRole("row", { name: /as-long-as/ }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

test("an address that leads nowhere says so", async ({ page }) => {
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expectAccessible(page);
});
