import { expect, expectAccessible, expectNoSidewaysScroll } from "../fixtures.js";
import { testWith } from "../front.js";

// To two clusters the console names its people, and the third is told their ID tokens.
const test = testWith("--sandbox-clusters=3", "--cluster-access=sandbox-3=pass-through");

test("a person of a provider is herself in a further cluster, and is told where one does not trust the provider", async ({ page, front }) => {
  const { provider, server } = front!;
  await page.goto("/clusters/sandbox-2/daemonsets");
  await page.getByRole("link", { name: /^Sign in with / }).click();
  await provider.signIn(page, "vera");
  await expect(page).toHaveURL(`${server.origin}/clusters/sandbox-2/daemonsets`);
  const rows = page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("ingress-nginx");

  await page.goto("/clusters/sandbox-3/daemonsets");
  const main = page.getByRole("main");
  await expect(main.getByText("does not take what the provider").first()).toBeVisible();
  // No other token is of use there, and signing in again is none either.
  await expect(main.getByRole("link", { name: "Hand over a token" })).toHaveCount(0);
  await expect(rows).toHaveCount(0);
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  // One list over all: hers of two clusters, and of the third why not.
  await page.goto("/daemonsets");
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole("list", { name: "Clusters" }).getByText("does not take what the provider")).toBeVisible();
  await page.goto("/clusters");
  const table = page.getByRole("table", { name: "Clusters" });
  await expect(table.getByRole("row").filter({ hasText: "sandbox-2" })).toContainText("named by the console");
  await expect(table.getByRole("row").filter({ hasText: "sandbox-3" })).toContainText("by what you signed in with");
  await expectAccessible(page);
});
