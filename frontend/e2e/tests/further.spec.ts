import { test as base } from "@playwright/test";

import { expect, expectAccessible, expectNoSidewaysScroll } from "../fixtures.js";
import { Provider, freePort } from "../provider.js";
import { Server } from "../server.js";

/** A console whose people a provider sends, over three clusters: to two it names them, and the third is told their ID tokens. */
interface Front {
  server: Server;
  provider: Provider;
}

const test = base.extend<object, { front: Front | undefined }>({
  front: [
    // The empty pattern is how Playwright knows that it depends on nothing.
    async ({}, use) => {
      const listen = `127.0.0.1:${await freePort()}`;
      const provider = await Provider.start(`http://${listen}`);
      if (!provider) {
        await use(undefined);
        return;
      }
      const clusters = ["--sandbox-clusters=3", "--cluster-access=sandbox-3=pass-through"];
      const flags = ["--sandbox-users", ...clusters, ...provider.flags];
      const secret = { EVERYNODE_OIDC_CLIENT_SECRET: "secret-of-the-console" };
      const server = await Server.start(undefined, { listen, database: "sqlite::memory:" }, flags, secret);
      await use({ server, provider });
      await server.stop();
      await provider.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ front }, use) => use(front?.server.origin),
  // The provider's certificate is its own.
  ignoreHTTPSErrors: true,
});

test.skip(!process.env.EVERYNODE_TEST_PROVIDER, "EVERYNODE_TEST_PROVIDER names no provider");

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
