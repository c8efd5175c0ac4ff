import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

test("what differs between revisions is read on the page, and before one goes back", async ({ page, server }) => {
  const name = uniqueName("history");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}?tab=history`);
  const rows = page.getByRole("table", { name: "Revisions" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  const path = `/apis/apps/v1/namespaces/default/daemonsets/${name}`;
  const object = (await server.kubernetes("GET", path)) as {
    spec: { template: { spec: { containers: { image: string }[] } } };
  };
  const before = object.spec.template.spec.containers[0]!.image;
  // Its status may be written in the same moment.
  const containers = [{ name: "main", image: "registry.example/another:2.0" }];
  await server.kubernetes("PATCH", path, { spec: { template: { spec: { containers } } } });
  await expect(rows).toHaveCount(2);
  const differences = page.locator(".differences li");
  await expect(differences).toHaveCount(1);
  await expect(differences).toContainText("spec.template.spec.containers[0].image");
  await expect(differences.locator("del")).toHaveText(`"${before}"`);
  await expect(differences.locator("ins")).toHaveText('"registry.example/another:2.0"');
  await expectAccessible(page);
  await page.getByLabel("From").selectOption("2");
  await expect(page.getByText("These are the same.")).toBeVisible();
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Restart/ }).click();
  await expect(rows.first()).toContainText("Restart");
  await expect(page.getByText("Only the pods were started anew.")).toBeVisible();
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: `Roll back ${name}?` });
  await dialog.getByLabel("Revision").selectOption("1");
  await expect(dialog.locator(".differences li", { hasText: "image" }).locator("ins")).toHaveText(`"${before}"`);
  await expectAccessible(page);
});

test("events are read by reason and by node", async ({ page, server }) => {
  const name = uniqueName("said");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}?tab=events`);
  const events = page.locator(".events-card .event");
  await expect(events.filter({ hasText: "SuccessfulCreate" }).first()).toBeVisible();
  const all = await events.count();
  await page.getByLabel("Reason").selectOption("SuccessfulCreate");
  await expect(events.filter({ hasNotText: "SuccessfulCreate" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByLabel("Reason").selectOption("");
  const nodes = page.getByLabel("Node", { exact: true });
  await nodes.selectOption({ index: 1 });
  await expect.poll(() => events.count()).toBeLessThan(Math.max(all, 2));
});
