import { expect, expectAccessible, expectNoSidewaysScroll, test } from "../fixtures.js";

test("who has no session signs in with the token and comes back to the page asked for", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.origin });
  const page = await context.newPage();
  await page.goto("/clusters/sandbox/daemonsets?namespace=default");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Everynode" })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 700 });
  await expectNoSidewaysScroll(page);

  await page.getByLabel("Token").fill("not-the-token-of-this-console");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not the token");
  await expectAccessible(page);

  await page.getByLabel("Token").fill(server.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/clusters\/sandbox\/daemonsets\?namespace=default$/);
  await expect(page.getByRole("heading", { level: 1, name: "DaemonSets" })).toBeVisible();
  await context.close();
});
