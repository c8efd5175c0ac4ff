import { expect, test, uniqueName } from "../fixtures.js";

const address = "/clusters/sandbox/create?namespace=default";

test("a reload keeps the draft, and creating throws it away", async ({ page, server }) => {
  const name = uniqueName("draft");
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await expect(page.getByText("draft saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);

  const id = new URL(page.url()).searchParams.get("draft");
  expect(await server.call("GET", `/drafts/${id}`)).toContain(name);
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: "Containers" }).click();
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.10");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect.poll(() => server.call("GET", `/drafts/${id}`).catch(String)).toContain("404");
});

test("nothing typed is lost while the console does not answer", async ({ page, context }) => {
  const name = uniqueName("away");
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill("before");
  await expect(page.getByText("draft saved")).toBeVisible();
  await context.setOffline(true);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await expect(page.getByText("The draft is kept in this browser")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("draft saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
});

test("a cluster that stops in the middle refuses clearly, and its return is enough", async ({ page, server }) => {
  const name = uniqueName("outage");
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: "Containers" }).click();
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.10");
  try {
    await server.setFaults({ outage: "connectionRefused" });
    await expect(page.getByText("The cluster does not answer", { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(page.getByLabel("Image", { exact: true })).toHaveValue("registry.k8s.io/pause:3.10");
  } finally {
    await server.setFaults({ outage: "none" });
  }
  await expect(page.getByText("The cluster does not answer", { exact: true })).toBeHidden({ timeout: 20_000 });
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("two tabs on one draft show the same, and neither writes over the other", async ({ page, context }) => {
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill("first");
  await expect(page.getByText("draft saved")).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Description").fill("typed in the second tab");
  await expect(page.getByLabel("Description")).toHaveValue("typed in the second tab");
  await page.getByLabel("Name", { exact: true }).fill("both");
  await expect(other.getByLabel("Name", { exact: true })).toHaveValue("both");
  await expect(other.getByLabel("Description")).toHaveValue("typed in the second tab");
});

test("what another tab wrote is seen though the browser lost what it told of it", async ({ page, context }) => {
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill("first");
  await expect(page.getByText("draft saved")).toBeVisible();
  const other = await context.newPage();
  // Of two tabs that write at the same moment the browser keeps what one of them wrote: the text of the other is
  // then never there to be read.
  await other.addInitScript(() => {
    window.addEventListener(
      "storage",
      (event) => {
        if (event.newValue?.includes("typed in the first tab")) {
          event.stopImmediatePropagation();
        }
      },
      { capture: true },
    );
  });
  await other.goto(page.url());
  await expect(other.getByLabel("Name", { exact: true })).toHaveValue("first");
  await page.getByLabel("Description").fill("typed in the first tab");
  await expect(other.getByLabel("Description")).toHaveValue("typed in the first tab");
  await other.getByLabel("Name", { exact: true }).fill("both");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("both");
  await expect(page.getByLabel("Description")).toHaveValue("typed in the first tab");
});
