import type { Page } from "@playwright/test";

import { expect, expectAccessible } from "../fixtures.js";
import { testWith } from "../front.js";

const test = testWith();

async function toProvider(page: Page, path: string) {
  await page.goto(path);
  await page.getByRole("link", { name: /^Sign in with / }).click();
  await page.getByLabel("Username").waitFor();
}

const list = "/clusters/sandbox/daemonsets";

test("several tabs sign in at the provider in any order, each gets to its own place, and what was used is used up", async ({ context, front, browser }) => {
  const { provider, server } = front!;
  const places = [`${list}?namespace=ingress`, "/audit", "/devices", "/drafts"];
  const tabs = await Promise.all(places.map(() => context.newPage()));
  const callbacks: string[] = [];
  for (const [at, tab] of tabs.entries()) {
    tab.on("request", (request) => {
      if (request.url().includes("/sign-in/callback")) {
        callbacks.push(request.url());
      }
    });
    await toProvider(tab, places[at]!);
  }
  for (const at of [2, 0, 3, 1]) {
    const tab = tabs[at]!;
    await provider.signIn(tab, "vera");
    await expect(tab).toHaveURL(`${server.origin}${places[at]!}`);
    await tab.getByRole("banner").first().waitFor();
  }
  expect(callbacks).toHaveLength(4);
  // As herself: a viewer of one namespace.
  const rows = tabs[0]!.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("ingress-nginx");
  await tabs[0]!.getByRole("button", { name: "Preferences" }).click();
  await expect(tabs[0]!.getByText("Signed in as vera")).toBeVisible();
  // Nothing of the sign-ins is left in cookies: one for the browser, one for the session.
  expect((await context.cookies()).filter((cookie) => cookie.domain === "127.0.0.1" && !cookie.secure).map((cookie) => cookie.name)).toHaveLength(2);

  // A callback that was used, in the browser that used it: it is signed in, and goes on.
  await tabs[1]!.goto(callbacks[0]!);
  await expect(tabs[1]!.getByRole("heading", { level: 1, name: "DaemonSets" })).toBeVisible();
  await tabs[1]!.goBack();
  await expect(tabs[1]!.getByRole("banner").first()).toBeVisible();
  // In another browser it is worth nothing, and says what to do.
  const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await stranger.newPage();
  await page.goto(callbacks[1]!);
  await expect(page.getByRole("alert")).toContainText("Sign in again");
  await expect(page.getByRole("link", { name: /^Sign in with / })).toBeVisible();
  await expectAccessible(page);
  await stranger.close();
});

test("who signs out is signed out at the provider too", async ({ page, front }) => {
  const { provider, server } = front!;
  await toProvider(page, list);
  await provider.signIn(page, "emil");
  await page.getByRole("banner").first().waitFor();
  const ended = await provider.count("ended");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${server.origin}/sign-in`));
  await expect(page.getByRole("link", { name: /^Sign in with / })).toBeVisible();
  expect(await provider.count("ended")).toBe(ended + 1);
  await page.goto(list);
  await expect(page.getByRole("link", { name: /^Sign in with / })).toBeVisible();
});

test("a session that the provider ends is over on the page, which says so", async ({ page, context, front }) => {
  const { provider, server } = front!;
  await toProvider(page, list);
  await provider.signIn(page, "vera");
  const rows = page.getByRole("table", { name: "DaemonSets" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const other = await context.newPage();
  await other.goto("/clusters/sandbox/namespaces/ingress/daemonsets/ingress-nginx?tab=logs");
  await other.getByRole("banner").first().waitFor();
  await provider.endSessions(server.origin, { sid: "sid-of-vera" });
  for (const tab of [page, other]) {
    await expect(tab.getByText("You are signed out").first()).toBeVisible({ timeout: 15_000 });
  }
  await expectAccessible(page);
  // And back to the same page.
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await page.getByRole("link", { name: /^Sign in with / }).click();
  await provider.signIn(page, "vera");
  await expect(page).toHaveURL(`${server.origin}${list}`);
  await expect(rows.first()).toBeVisible();
});
