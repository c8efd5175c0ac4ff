import { test as base } from "@playwright/test";

import { expect, expectAccessible, expectNoSidewaysScroll } from "../fixtures.js";
import { signIn } from "../people.js";
import { Server } from "../server.js";

/** A console over two simulated clusters with people, of which the second takes a token of its own. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const flags = ["--sandbox-users", "--sandbox-clusters=2", "--cluster-access=sandbox-2=token"];
      const server = await Server.start(undefined, undefined, flags);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});

test("a cluster that takes a token of its own says so, takes one, and is signed out of alone", async ({ page, context }) => {
  await signIn(page, "sandbox-editor-token");
  const rows = page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const other = await context.newPage();
  await other.goto("/clusters/sandbox-2/daemonsets");
  const missing = other.getByRole("main").getByText("You have no token for the cluster `sandbox-2`");
  await expect(missing).toBeVisible();
  await expectAccessible(other);
  await other.getByRole("link", { name: "Hand over a token" }).click();

  const dialog = other.getByRole("dialog", { name: "Hand over a token for sandbox-2" });
  await dialog.getByLabel("Token").fill("not-a-token");
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await expect(dialog).toContainText("does not know this token");
  await dialog.getByLabel("Token").fill("sandbox-viewer-token");
  await expectAccessible(other);
  await dialog.getByLabel("Token").press("Enter");
  await expect(other).toHaveURL(/\/clusters\/sandbox-2\/daemonsets/);
  const there = other.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(there.first()).toBeVisible();

  // Whoever that is there, and not who signed in.
  await other.goto("/clusters");
  const row = other.getByRole("table", { name: "Clusters" }).getByRole("row").filter({ hasText: "sandbox-2" });
  await expect(row).toContainText("Your token is kept with this session.");
  await expectAccessible(other);
  await other.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(other);
  await other.setViewportSize({ width: 1280, height: 800 });

  const open = await context.newPage();
  await open.goto("/clusters/sandbox-2/daemonsets");
  await expect(open.getByRole("table", { name: "DaemonSets" }).locator("tbody tr").first()).toBeVisible();
  await row.getByRole("button", { name: "Forget the token for sandbox-2" }).click();
  await expect(row).toContainText("You have no token for it.");
  // What was open with it ends, and says why; what was open with another goes on.
  await expect(open.getByText("You have no token for the cluster `sandbox-2`")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("You are signed out")).toHaveCount(0);
  await expect(rows.first()).toBeVisible();
});
