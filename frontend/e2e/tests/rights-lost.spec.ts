import { expect, expectAccessible } from "../fixtures.js";
import { signIn, test } from "../people.js";

test("a right that is taken away while a page is open ends what it showed within a minute, and the page says which", async ({ page, context, server }) => {
  test.setTimeout(150_000);
  // What the viewer has is for other tests of this worker too.
  const bindings = `${server.sandbox}/apis/rbac.authorization.k8s.io/v1/namespaces/logging/rolebindings`;
  const headers = { authorization: "Bearer sandbox-admin-token", "content-type": "application/json" };
  const binding = {
    metadata: { name: "otto" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "otto" }],
  };
  expect((await fetch(bindings, { method: "POST", headers, body: JSON.stringify(binding) })).ok).toBe(true);
  await signIn(page, "sandbox-outsider-token");
  await page.goto("/clusters/sandbox/daemonsets");
  const rows = page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible({ timeout: 40_000 });
  const link = rows.first().getByRole("link").first();
  const name = (await link.textContent())!;
  const detail = await context.newPage();
  await detail.goto(`/clusters/sandbox/namespaces/logging/daemonsets/${name}`);
  await expect(detail.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(detail.getByRole("tab", { name: "Nodes" })).toBeVisible();

  expect((await fetch(`${bindings}/otto`, { method: "DELETE", headers })).ok).toBe(true);
  const taken = Date.now();
  await expect(page.getByText("Which DaemonSets there are is not known")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("no right to list daemonsets").first()).toBeVisible();
  await expect(detail.getByText("no right to list daemonsets").first()).toBeVisible({ timeout: 60_000 });
  expect(Date.now() - taken).toBeLessThan(60_000);
  await expect(detail.getByRole("tab")).toHaveCount(0);
  await expectAccessible(page);
  await expectAccessible(detail);
  for (const tab of [page, detail]) {
    await expect(tab.getByText("You are signed out")).toHaveCount(0);
  }
});
