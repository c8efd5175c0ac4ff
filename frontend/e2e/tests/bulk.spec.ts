import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

const list = "/clusters/sandbox/daemonsets";

test("several are deleted with one question, what is hidden is spared, and each has its outcome", async ({ page, server }) => {
  const prefix = uniqueName("many");
  const names = ["a", "b", "c", "d"].map((end) => `${prefix}-${end}`);
  for (const name of names) {
    await server.createDaemonSet(name);
  }
  await page.goto(`${list}?search=${prefix}`);
  await expect(page.locator("tbody tr")).toHaveCount(4);
  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  const bar = page.getByRole("region", { name: "Chosen DaemonSets" });
  await expect(bar).toContainText("4 chosen");
  await page.getByRole("checkbox", { name: `Choose ${prefix}-d` }).uncheck();
  // One is hidden by the filter: it keeps its tick and is left alone.
  await page.getByRole("searchbox").fill(`${prefix}-a`);
  await expect(bar).toContainText("1 chosen");
  await expect(bar).toContainText("2 more are hidden");
  await page.getByRole("searchbox").fill(prefix);
  await expect(bar).toContainText("3 chosen");
  await bar.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 3 DaemonSets?" });
  await expect(dialog.getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page);
  // Meanwhile somebody deletes one and makes another of the same name.
  await server.deleteDaemonSet(`${prefix}-b`);
  await server.createDaemonSet(`${prefix}-b`);
  await dialog.getByRole("button", { name: "Delete 3 DaemonSets" }).click();
  await expect(dialog.getByRole("listitem").filter({ hasText: "done" }).filter({ hasNotText: "not done" })).toHaveCount(2);
  await expect(dialog.getByRole("listitem").filter({ hasText: `${prefix}-b` })).toContainText("not done:");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await expect(page.getByRole("row", { name: `${prefix}-b` })).toBeVisible();
  const rows = JSON.parse(await server.call("GET", `/audit?limit=50`)) as { items: { action: string; name: string; outcome: string }[] };
  const deletions = rows.items.filter((row) => row.action === "delete" && row.name.startsWith(prefix));
  // Three of the page, and the one of somebody else.
  expect(deletions.map((row) => `${row.name.slice(prefix.length)} ${row.outcome}`).sort()).toEqual([
    "-a done",
    "-b done",
    "-b refused",
    "-c done",
  ]);
});

test("several are restarted, by keyboard alone", async ({ page, server }) => {
  const prefix = uniqueName("keys");
  for (const end of ["a", "b"]) {
    await server.createDaemonSet(`${prefix}-${end}`);
  }
  await page.goto(`${list}?search=${prefix}&sort=name`);
  const first = page.getByRole("link", { name: `${prefix}-a` });
  await first.focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.getByRole("link", { name: `${prefix}-b` }).press("ArrowDown");
  const bar = page.getByRole("region", { name: "Chosen DaemonSets" });
  await expect(bar).toContainText("1 chosen");
  await page.getByRole("link", { name: `${prefix}-b` }).focus();
  await page.keyboard.press("x");
  await expect(bar).toContainText("2 chosen");
  await bar.getByRole("button", { name: "Restart" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Restart 2 DaemonSets?" });
  await dialog.getByRole("button", { name: "Restart 2 DaemonSets" }).press("Enter");
  await expect(dialog.getByText("done", { exact: true })).toHaveCount(2);
  await dialog.getByRole("button", { name: "Close" }).press("Enter");
  await expect(bar).toBeHidden();
});

test("trouble stands first, columns are chosen and kept", async ({ page, server }) => {
  const prefix = uniqueName("first");
  await server.createDaemonSet(`${prefix}-a`);
  await server.createDaemonSet(`${prefix}-z`, "default", "registry.example/agent:does-not-exist");
  await page.goto(`${list}?search=${prefix}`);
  await expect(page.locator("tbody tr").first()).toContainText(`${prefix}-z`);
  const updated = page.getByRole("columnheader", { name: "Up to date" });
  await expect(updated).toBeHidden();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByLabel("Up to date", { exact: true }).check();
  await page.getByLabel("Image", { exact: true }).uncheck();
  await page.keyboard.press("Escape");
  await expect(updated).toBeVisible();
  await page.reload();
  await expect(updated).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Image" })).toBeHidden();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("checkbox", { name: `Choose ${prefix}-a` }).check();
  await expect(page.getByRole("region", { name: "Chosen DaemonSets" })).toBeVisible();
  await expectNoSidewaysScroll(page);
});
