import { type Page, test as base } from "@playwright/test";

import { expect, expectAccessible } from "../fixtures.js";
import { Provider, freePort } from "../provider.js";
import { Server } from "../server.js";
import { TrustingApiServer } from "../trusting.js";

/** A console that passes ID tokens on to an API server that trusts their provider, or to one that does not. */
interface Front {
  server: Server;
  provider: Provider;
  /** Where the simulated cluster behind it all is. */
  sandbox: string;
}

async function open(use: (front: Front | undefined) => Promise<void>, audience: string) {
  const listen = `127.0.0.1:${await freePort()}`;
  const provider = await Provider.start(`http://${listen}`);
  if (!provider) {
    await use(undefined);
    return;
  }
  const behind = await Server.start(undefined, undefined, ["--sandbox-users"]);
  const trusting = await TrustingApiServer.before(behind.sandbox, provider.issuer, audience);
  const flags = provider.flags.map((flag) => flag.replace("--access=impersonate", "--access=pass-through"));
  const secret = { EVERYNODE_OIDC_CLIENT_SECRET: "secret-of-the-console" };
  const server = await Server.start(trusting.kubeconfig, { listen, database: "sqlite::memory:" }, flags, secret);
  await use({ server, provider, sandbox: behind.sandbox });
  await server.stop();
  await trusting.stop();
  await behind.stop();
  await provider.stop();
}

const test = base.extend<object, { trusted: Front | undefined; untrusted: Front | undefined }>({
  // The empty patterns are how Playwright knows that they depend on nothing.
  trusted: [async ({}, use) => open(use, "everynode"), { scope: "worker", timeout: 60_000 }],
  untrusted: [async ({}, use) => open(use, "somebody-else"), { scope: "worker", timeout: 60_000 }],
  // The provider's certificate is its own.
  ignoreHTTPSErrors: true,
});

test.skip(!process.env.EVERYNODE_TEST_PROVIDER, "EVERYNODE_TEST_PROVIDER names no provider");

async function signIn(page: Page, { server, provider }: Front, path: string, user: string) {
  await page.goto(`${server.origin}${path}`);
  await page.getByRole("link", { name: /^Sign in with / }).click();
  await provider.signIn(page, user);
}

const list = "/clusters/trusting/daemonsets";

test("an ID token goes on to an API server that trusts the provider, and is of no use once its rights are gone", async ({ page, context, trusted }) => {
  test.setTimeout(150_000);
  const front = trusted!;
  await signIn(page, front, list, "vera");
  const rows = page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("ingress-nginx");
  const logs = await context.newPage();
  await logs.goto(`${front.server.origin}/clusters/trusting/namespaces/ingress/daemonsets/ingress-nginx?tab=logs`);
  await expect(logs.getByRole("heading", { level: 1, name: "ingress-nginx" })).toBeVisible();
  await expect(logs.getByRole("log")).not.toBeEmpty();

  // Somebody takes the right away while both pages lie open.
  const binding = `${front.sandbox}/apis/rbac.authorization.k8s.io/v1/namespaces/ingress/rolebindings/vera`;
  const gone = await fetch(binding, { method: "DELETE", headers: { authorization: "Bearer sandbox-admin-token" } });
  expect(gone.ok).toBe(true);
  await expect(page.getByText("no right to list daemonsets").first()).toBeVisible({ timeout: 60_000 });
  await expect(rows).toHaveCount(0);
  await expect(page.getByRole("main")).not.toContainText("ingress-nginx");
  await expectAccessible(page);
  await expect(logs.getByText(/no right to (list daemonsets|get)/).first()).toBeVisible({ timeout: 60_000 });
  // It is the right that is gone, and not the session.
  await expect(page.getByText("You are signed out")).toHaveCount(0);
});

test("who signs in at a provider that the API server does not trust is told what to set", async ({ page, untrusted }) => {
  const front = untrusted!;
  await signIn(page, front, list, "vera");
  const problem = page.locator("#provider-problem");
  await expect(problem).toContainText(front.provider.issuer);
  await expect(page.getByRole("link", { name: /^Sign in with / })).toBeVisible();
  await expectAccessible(page);
});
