import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

const pageOf = (name: string) => `/clusters/sandbox/namespaces/default/daemonsets/${name}`;

test("a crash is one sentence with the ways on, and its log is one press away", async ({ page, server }) => {
  const name = uniqueName("sentence");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  const matter = page.getByRole("region", { name: "What is the matter" });
  await expect(matter).toBeHidden();
  const stored = `/clusters/sandbox/namespaces/default/daemonsets/${name}`;
  const object = JSON.parse(await server.call("GET", stored)) as {
    spec: { template: { spec: { containers: { image: string }[] } } };
  };
  for (const container of object.spec.template.spec.containers) {
    container.image = "registry.example/agent:2.0-crash";
  }
  await server.call("PUT", stored, JSON.stringify(object));
  await expect(matter).toContainText("again and again", { timeout: 30_000 });
  await expect(matter).toContainText("CrashLoopBackOff");
  await expect(matter.getByRole("link", { name: "Edit containers[0]" })).toBeVisible();
  await expectAccessible(page);
  await matter.getByRole("button", { name: "Roll back to 1" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Revision")).toHaveValue("1");
  await page.keyboard.press("Escape");
  await matter.getByRole("link", { name: "See the log before the crash" }).click();
  await expect(page.locator(".log-row .log-text").filter({ hasText: "panic:" })).toBeVisible();
});

test("an image that cannot be pulled leads to its own field in the form", async ({ page, server }) => {
  const name = uniqueName("image");
  await server.createDaemonSet(name, "default", "registry.example/agent:does-not-exist");
  await page.goto(pageOf(name));
  const matter = page.getByRole("region", { name: "What is the matter" });
  await expect(matter).toContainText("cannot be pulled");
  // Nothing was there before.
  await expect(matter.getByRole("button", { name: /Roll back/ })).toBeHidden();
  await matter.getByRole("link", { name: "Edit image" }).click();
  await expect(page).toHaveURL(/\/edit/);
  await expect(page.getByLabel("Image", { exact: true })).toBeFocused();
});

test("the deletion of an old pod is asked for where it is offered", async ({ page, server }) => {
  const name = uniqueName("on-delete");
  await server.createDaemonSet(name);
  const stored = `/clusters/sandbox/namespaces/default/daemonsets/${name}`;
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  const object = JSON.parse(await server.call("GET", stored)) as { spec: { updateStrategy: object } };
  object.spec.updateStrategy = { type: "OnDelete" };
  await server.call("PUT", stored, JSON.stringify(object));
  await server.call("POST", `${stored}/restart`);
  const matter = page.getByRole("region", { name: "What is the matter" });
  await expect(matter).toContainText("until somebody deletes");
  await matter.getByRole("link", { name: "Delete the pod" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: "Delete pod", exact: true }).click();
  await expect(drawer).toContainText("This pod is gone", { timeout: 15_000 });
});
