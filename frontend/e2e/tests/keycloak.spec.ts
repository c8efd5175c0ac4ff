import { type Page, test as base } from "@playwright/test";

import { expect } from "../fixtures.js";
import { Server } from "../server.js";

/** A Keycloak that `cargo xtask keycloak` has started: where it is, where the console is to be, and who administers it. */
interface About {
  base: string;
  listen: string;
  admin: string;
}

const said = process.env.EVERYNODE_TEST_KEYCLOAK;
const about = (said ? JSON.parse(said) : { base: "", listen: "", admin: "" }) as About;

const test = base.extend<object, { server: Server }>({
  server: [
    // The empty pattern is how Playwright knows that it depends on nothing.
    async ({}, use) => {
      const flags = [
        "--sandbox-users",
        "--access=impersonate",
        `--oidc-issuer-url=${about.base}/realms/everynode`,
        "--oidc-client-id=everynode",
        "--oidc-username-claim=preferred_username",
        "--oidc-username-prefix=-",
        "--oidc-label=Keycloak",
        "--oidc-scope=profile",
      ];
      const secret = { EVERYNODE_OIDC_CLIENT_SECRET: "secret-of-the-console" };
      const server = await Server.start(undefined, { listen: about.listen, database: "sqlite::memory:" }, flags, secret);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});

test.skip(!said, "EVERYNODE_TEST_KEYCLOAK names none; `cargo xtask keycloak` sets it");
test.setTimeout(120_000);

const list = "/clusters/sandbox/daemonsets";

/** Asks Keycloak's administration. */
async function administer(method: string, path: string): Promise<unknown> {
  const form = new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: about.admin, password: about.admin });
  const granted = await fetch(`${about.base}/realms/master/protocol/openid-connect/token`, { method: "POST", body: form });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const answer = await fetch(`${about.base}/admin/realms/everynode${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

async function idOf(user: string): Promise<string> {
  const [found] = (await administer("GET", `/users?username=${user}&exact=true`)) as { id: string }[];
  return found!.id;
}

/** How often something has happened there. */
async function count(type: string): Promise<number> {
  return ((await administer("GET", `/events?type=${type}&max=1000`)) as unknown[]).length;
}

async function signIn(page: Page, user: string) {
  await page.goto(list);
  await page.getByRole("link", { name: "Sign in with Keycloak" }).click();
  await page.locator("#username").fill(user);
  await page.locator("#password").fill("verysecure");
  await page.locator("#kc-login").click();
  await expect(page).toHaveURL(new RegExp(list));
}

const rows = (page: Page) => page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");

test("a session outlives its tokens, by one renewal for all tabs at a time, and ends where Keycloak ends it", async ({ page, context }) => {
  await signIn(page, "vera");
  await expect(rows(page)).toHaveCount(1);
  const tabs = [page, await context.newPage(), await context.newPage(), await context.newPage()];
  const before = await count("REFRESH_TOKEN");
  // Tokens hold for 20 s; each of these rounds asks with all tabs at once.
  for (let round = 0; round < 3; round += 1) {
    await page.waitForTimeout(15_000);
    await Promise.all(tabs.map((tab) => tab.goto(list)));
    for (const tab of tabs) {
      await expect(rows(tab)).toHaveCount(1);
    }
  }
  const renewals = (await count("REFRESH_TOKEN")) - before;
  expect(renewals).toBeGreaterThanOrEqual(2);
  // One for as long as tokens hold, however many tabs asked; one that comes twice would have ended the session there.
  expect(renewals).toBeLessThanOrEqual(6);
  expect(await count("REFRESH_TOKEN_ERROR")).toBe(0);

  await administer("POST", `/users/${await idOf("vera")}/logout`);
  for (const tab of tabs) {
    await expect(tab.getByText("You are signed out").first()).toBeVisible({ timeout: 20_000 });
  }
});

test("groups are read again with the next tokens", async ({ page }) => {
  await signIn(page, "emil");
  await expect(rows(page).filter({ hasText: "logging" }).first()).toBeVisible();
  const emil = await idOf("emil");
  const [group] = (await administer("GET", `/users/${emil}/groups`)) as { id: string }[];
  await administer("DELETE", `/users/${emil}/groups/${group!.id}`);
  await expect(page.getByText("no right to list daemonsets").first()).toBeVisible({ timeout: 60_000 });
  await administer("PUT", `/users/${emil}/groups/${group!.id}`);
  await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });
});

test("who signs out is signed out at Keycloak as well", async ({ page }) => {
  await signIn(page, "vera");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("link", { name: "Sign in with Keycloak" })).toBeVisible();
  await page.getByRole("link", { name: "Sign in with Keycloak" }).click();
  // It asks for the password again.
  await expect(page.locator("#password")).toBeVisible();
});
