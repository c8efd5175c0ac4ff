import { type Browser, test as base } from "@playwright/test";

import { expect, expectAccessible, expectNoSidewaysScroll, test } from "../fixtures.js";
import { Proxy, freePort } from "../proxy.js";
import { Server } from "../server.js";

const PATH = "/everynode";
const TOKEN = "sub-path-0123456789abcdef";
const AGENT = "/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy";

/** A console behind a proxy that serves it below a path; `told` is the path that its settings name. */
async function behind(takesAway: boolean, told: string): Promise<{ proxy: Proxy; server: Server; direct: string }> {
  const port = await freePort();
  const proxy = await Proxy.before(port, PATH, takesAway);
  const place = { listen: `127.0.0.1:${port}`, database: "sqlite::memory:", token: TOKEN };
  const server = await Server.start(undefined, place, [`--public-url=${proxy.origin}${told}`]);
  return { proxy, server, direct: `http://${place.listen}` };
}

async function pageOf(browser: Browser) {
  const context = await browser.newContext();
  return context.newPage();
}

for (const takesAway of [true, false]) {
  const way = takesAway ? "takes it away" : "leaves it";
  test(`all of it stays below the path where the proxy ${way}`, async ({ browser }) => {
    const { proxy, server } = await behind(takesAway, PATH);
    const page = await pageOf(browser);
    // The address that is printed at the start.
    await page.goto(server.startUrl);
    await expect(page.getByRole("heading", { level: 1, name: "DaemonSets" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`${PATH}/`);

    // By links, by what leads elsewhere without one, by Back, and by a reload of a deep page.
    await page.getByRole("row", { name: /kube-proxy/ }).getByRole("link", { name: "kube-proxy" }).click();
    await expect(page).toHaveURL(`${proxy.origin}${PATH}${AGENT}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("kube-proxy");
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("kube-proxy");
    await page.getByRole("combobox", { name: "Namespace", exact: true }).selectOption("");
    await expect(page).toHaveURL(`${proxy.origin}${PATH}/clusters/sandbox/daemonsets`);
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("kube-proxy");

    // A log is followed and downloaded.
    await page.goto(`${proxy.origin}${PATH}${AGENT}?tab=logs`);
    await expect(page.locator(".log-row .log-text").first()).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect(new URL((await download).url()).pathname.startsWith(`${PATH}/api/v1/`)).toBe(true);
    expect(await (await download).failure()).toBeNull();

    // The wizard comes with further modules and the editor; its draft is kept.
    await page.goto(`${proxy.origin}${PATH}/clusters/sandbox/create?namespace=default`);
    await page.getByLabel("Name", { exact: true }).first().fill("below");
    await expect(page).toHaveURL(/\/everynode\/clusters\/sandbox\/create\?draft=/);

    // Out, and in by the token.
    await page.getByRole("button", { name: "Preferences" }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`^${proxy.origin}${PATH}/sign-in`));
    await page.goto(`${proxy.origin}${PATH}${AGENT}`);
    await page.getByLabel("Token").fill(TOKEN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${proxy.origin}${PATH}${AGENT}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("kube-proxy");
    expect((await page.context().cookies()).map((cookie) => cookie.path)).toEqual([PATH]);

    // Without the last slash, as people type it.
    await page.goto(`${proxy.origin}${PATH}`);
    await expect(page.getByRole("heading", { level: 1, name: "DaemonSets" })).toBeVisible();
    expect(proxy.strayed).toEqual([]);
    await page.context().close();
    await server.stop();
    await proxy.stop();
  });
}

for (const takesAway of [true, false]) {
  const way = takesAway ? "takes it away" : "leaves it";
  test(`the audit trail and the devices stay below the path where the proxy ${way}`, async ({ browser }) => {
    const { proxy, server } = await behind(takesAway, PATH);
    const page = await pageOf(browser);
    await page.goto(server.startUrl);
    await page.request.post(`${proxy.origin}${PATH}/api/v1${AGENT}/restart`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const open = async (name: string) => {
      await page.getByRole("button", { name: "Preferences" }).click();
      await page.getByRole("link", { name }).click();
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    };

    await open("Audit trail");
    await expect(page).toHaveURL(`${proxy.origin}${PATH}/audit`);
    const rows = page.getByRole("table", { name: "Audit trail" }).locator("tbody tr");
    await page.getByLabel("Action").selectOption("restart");
    await expect(rows).toHaveCount(1);
    await expect(page).toHaveURL(`${proxy.origin}${PATH}/audit?action=restart`);
    await page.reload();
    await expect(rows).toHaveCount(1);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download as JSON lines" }).click();
    expect(new URL((await download).url()).pathname).toBe(`${PATH}/api/v1/audit`);
    expect(await (await download).failure()).toBeNull();
    await rows.getByRole("link", { name: "kube-proxy" }).click();
    await expect(page).toHaveURL(`${proxy.origin}${PATH}${AGENT}`);

    await open("Signed-in devices");
    await expect(page).toHaveURL(`${proxy.origin}${PATH}/devices`);
    await page.reload();
    await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "This one" }).first()).toBeVisible();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await expect(page).toHaveURL(new RegExp(`^${proxy.origin}${PATH}/sign-in`));
    expect(proxy.strayed).toEqual([]);
    await page.context().close();
    await server.stop();
    await proxy.stop();
  });
}

base("settings that do not fit the proxy are said on the page", async ({ browser }) => {
  for (const [takesAway, told, path, heading] of [
    [true, "", "/", "This address does not fit the console’s settings"],
    [true, "", AGENT, "This address does not fit the console’s settings"],
    [true, "", "/sign-in", "This address does not fit the console’s settings"],
    [true, "/other", "/", "This address does not fit the console’s settings"],
    [false, "", AGENT, "There is no such page"],
    [false, "/other", "/", "There is no such page"],
  ] as const) {
    const { proxy, server } = await behind(takesAway, told);
    const page = await pageOf(browser);
    await page.goto(`${proxy.origin}${PATH}${path}`);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page.getByText(`--public-url ${takesAway ? "http" : "https"}://${new URL(proxy.origin).host}${PATH} `)).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.context().close();
    await server.stop();
    await proxy.stop();
  }
});

test("a console that is opened beside its path leads there", async ({ browser }) => {
  const { proxy, server, direct } = await behind(true, PATH);
  const page = await pageOf(browser);
  // As by a port-forward, past the proxy.
  await page.goto(direct);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This address does not fit the console’s settings");
  await expectAccessible(page);
  await page.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Everynode" })).toBeVisible();
  expect(page.url().startsWith(`${direct}${PATH}/sign-in`)).toBe(true);
  await page.context().close();
  await server.stop();
  await proxy.stop();
});
