import { test as base } from "@playwright/test";

import { expect, expectAccessible } from "../fixtures.js";
import { Server } from "../server.js";

/** A console whose simulated cluster has people with rights of their own. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, undefined, ["--sandbox-users"]);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});

async function signIn(page: import("@playwright/test").Page, token: string) {
  await page.goto("/sign-in");
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("banner").first().waitFor();
}

test("a viewer sees what Kubernetes lets a viewer see, and why not more", async ({ page }) => {
  await signIn(page, "sandbox-viewer-token");
  const rows = page.getByRole("table", { name: "DaemonSets" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("ingress-nginx");
  await rows.getByRole("link", { name: "ingress-nginx" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ingress-nginx" })).toBeVisible();
  // What may not be done is there, and says which right it takes.
  const restart = page.getByRole("button", { name: "Restart" });
  await expect(restart).toHaveAttribute("aria-disabled", "true");
  await expect(restart).toHaveAccessibleDescription(/Needs the right to patch .*daemonsets.* in ingress/);
  await expect(page.getByText("Kubernetes gives you no right to all that this page can do.")).toBeAttached();
  await expectAccessible(page);
  await page.goto("/clusters/sandbox/wall");
  await expect(page.getByText("no right to list nodes")).toBeVisible();
  // What is elsewhere is not betrayed.
  await page.goto("/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy");
  await expect(page.getByRole("main")).not.toContainText("registry.k8s.io");
});

test("an admin sees all and may do it", async ({ page }) => {
  await signIn(page, "sandbox-admin-token");
  await expect(page.getByRole("link", { name: "kube-proxy" })).toBeVisible();
  await page.getByRole("link", { name: "kube-proxy" }).click();
  await expect(page.getByRole("button", { name: "Restart" })).toBeEnabled();
});
