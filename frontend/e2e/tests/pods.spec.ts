import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import { freePort } from "../proxy.js";
import { Server } from "../server.js";

const pageOf = (name: string) => `/clusters/sandbox/namespaces/default/daemonsets/${name}`;

/** The lines of the log that are in view, without their times. */
function lines(page: Page) {
  return page.locator(".log-row .log-text");
}

/** What is copied of the log. */
async function copied(page: Page): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The numbers of the numbered lines of each pod, in the order of the lines. */
function numbersOf(copied: string): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  for (const line of copied.trim().split("\n")) {
    const number = /number=(\d+)/.exec(line);
    if (number) {
      const pod = line.split(" ")[0] ?? "";
      numbers.set(pod, [...(numbers.get(pod) ?? []), Number(number[1])]);
    }
  }
  return numbers;
}

test("why it crashes is read on the page, by mouse", async ({ page, server }) => {
  const name = uniqueName("crashes");
  await server.createDaemonSet(name, "default", "registry.example/agent:1.0-crash");
  await page.goto(pageOf(name));
  await page.getByRole("link", { name: "See what happens there" }).first().click();
  const drawer = page.getByRole("dialog", { name: new RegExp(`Pod `) });
  await expect(drawer).toContainText("main ends with exit code 1");
  // The log of the run before the last start is there already, down to the panic.
  await expect(lines(page).filter({ hasText: "panic: configuration is not usable" })).toBeVisible();
  await expect(drawer.getByRole("table", { name: "Containers" })).toContainText("CrashLoopBackOff");
  await expect(drawer.getByText("Back-off restarting failed container").first()).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole("searchbox").fill("/panic|goroutine/");
  await expect(lines(page)).toHaveCount(2);
  await expect(page.locator(".log-mark").first()).toHaveText("panic");
});

test("why it crashes is read on the page, by keyboard alone", async ({ page, server }) => {
  const name = uniqueName("keys");
  await server.createDaemonSet(name, "default", "registry.example/agent:1.0-crash");
  await page.goto(`${pageOf(name)}?tab=pods`);
  const first = page.getByRole("tabpanel").getByRole("link").first();
  await expect(first).toBeVisible();
  await first.press("Enter");
  const drawer = page.getByRole("dialog");
  await expect(drawer).toBeFocused();
  await expect(drawer).toContainText("in this state");
  const heading = drawer.getByRole("heading", { level: 2 });
  const before = await heading.textContent();
  await page.keyboard.press("ArrowRight");
  await expect(heading).not.toHaveText(before ?? "");
  await expect(page).toHaveURL(/pod=/);
  // A pod that crashes is in another state for a moment at each start, and then may be the only one.
  const second = await heading.textContent();
  await expect(async () => {
    await page.keyboard.press("ArrowLeft");
    await expect(heading).not.toHaveText(second ?? "", { timeout: 500 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(page).not.toHaveURL(/pod=/);
});

test("the logs of all pods are one, and go on over a break without gap or repeat", async ({ page, server }) => {
  const name = uniqueName("logs");
  await server.createDaemonSet(name);
  await page.goto(pageOf(name));
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await server.setFaults({ logs: { linesPerSecond: 20 } });
  await page.getByRole("tab", { name: "Logs" }).click();
  await expect(page.locator(".log-state")).toHaveText("Live");
  await expect(page.locator(".log-name").first()).toHaveText(/\S/);
  // The console's own connection to the browser is cut, and the cluster's to the console.
  await server.setFaults({ logs: { linesPerSecond: 20, cutAfterMilliseconds: 600 } });
  await page.getByRole("searchbox").fill("number=");
  await page.waitForTimeout(3000);
  await page.context().setOffline(true);
  await page.waitForTimeout(1500);
  await page.context().setOffline(false);
  await expect(page.locator(".log-state")).toHaveText("Live", { timeout: 15_000 });
  await page.waitForTimeout(1500);
  const numbers = numbersOf(await copied(page));
  expect(numbers.size).toBeGreaterThan(3);
  for (const [pod, all] of numbers) {
    // A command to the simulated cluster begins to count anew.
    const odd = all.filter((number, at) => at > 0 && number !== (all[at - 1] ?? 0) + 1 && number !== 0);
    expect(odd, pod).toEqual([]);
    expect(all.length, pod).toBeGreaterThan(60);
  }
  await server.setFaults({ logs: {} });
  await expectAccessible(page);
});

test("what a line says is text, whatever it is", async ({ page, server }) => {
  const name = uniqueName("lies");
  await server.createDaemonSet(name);
  await page.goto(`${pageOf(name)}?tab=pods`);
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  const long = `{"msg":"${"x".repeat(1_000_000)}"}`;
  await server.setFaults({ logs: { lies: true, says: [long, "10 %\r100 %", "<img src=x onerror=alert(1)>"] } });
  await page.getByRole("tabpanel").getByRole("link").first().click();
  await expect(lines(page).filter({ hasText: "<script>alert(1)</script>" }).first()).toBeVisible();
  await expect(lines(page).filter({ hasText: "<img src=x" })).toBeVisible();
  await expect(lines(page).filter({ hasText: /^100 %$/ })).toBeVisible();
  await expect(lines(page).filter({ hasText: "more characters" })).toBeVisible();
  expect(await page.locator(".log-lines script, .log-lines img").count()).toBe(0);
  await server.setFaults({ logs: {} });
});

test("a pod is deleted where it is looked at, and its successor is offered", async ({ page, server }) => {
  const name = uniqueName("replaced");
  await server.createDaemonSet(name);
  await page.goto(`${pageOf(name)}?tab=pods`);
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await page.getByRole("tabpanel").getByRole("link").first().click();
  const drawer = page.getByRole("dialog");
  await expect(lines(page).filter({ hasText: "starting main" })).toBeVisible();
  await drawer.getByRole("button", { name: "Delete this pod" }).click();
  await expect(drawer).toContainText("the DaemonSet makes another on");
  await drawer.getByRole("button", { name: "Delete pod", exact: true }).click();
  await expect(drawer).toContainText("This pod is gone", { timeout: 15_000 });
  // What was read stays.
  await expect(lines(page).filter({ hasText: "starting main" })).toBeVisible();
  await drawer.getByRole("button", { name: /took its place/ }).click();
  await expect(drawer).not.toContainText("This pod is gone");
});

test("the crash is found and its log read with the keys alone", async ({ page, server }) => {
  const name = uniqueName("tabbed");
  await server.createDaemonSet(name, "default", "registry.example/agent:1.0-crash");
  await page.goto(pageOf(name));
  const way = page.getByRole("link", { name: "See the log before the crash" });
  await expect(way).toBeVisible();
  /** Presses Tab until that has the focus. */
  const tabTo = async (to: typeof way) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await to.evaluate((element) => element === document.activeElement).catch(() => false)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    await expect(to).toBeFocused();
  };
  // A crash that becomes a start for a moment takes the link away, and with it the focus.
  await expect(async () => {
    await tabTo(way);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/pod=/, { timeout: 1000 });
  }).toPass();
  await expect(page.getByRole("dialog")).toBeFocused();
  await expect(lines(page).filter({ hasText: "panic: configuration is not usable" })).toBeVisible();
  const log = page.getByRole("log");
  await tabTo(log);
  await page.keyboard.press("Home");
  await expect(lines(page).first()).toContainText("starting main");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/pod=/);
});

test("a merged log goes through a rollout: who goes says so, who comes joins in", async ({ page, server }) => {
  const name = uniqueName("rolled");
  await server.createDaemonSet(name);
  await page.goto(`${pageOf(name)}?tab=logs`);
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await expect(page.locator(".log-state")).toHaveText("Live");
  const pods = async () => {
    const list = await server.call("GET", `/clusters/sandbox/namespaces/default/daemonsets/${name}/pods`);
    return (JSON.parse(list) as { items: { name: string }[] }).items.map((pod) => pod.name);
  };
  const before = await pods();
  await server.call("POST", `/clusters/sandbox/namespaces/default/daemonsets/${name}/restart`);
  await expect(async () => {
    const now = await pods();
    expect(now.filter((pod) => before.includes(pod))).toEqual([]);
    expect(now).toHaveLength(before.length);
  }).toPass({ timeout: 40_000 });
  await expect(page.locator(".page-head .status")).toHaveText("Running", { timeout: 20_000 });
  // Each that went, and each that came, with its first line once.
  await expect(async () => {
    const text = await copied(page);
    const starts = text.split("\n").filter((line) => line.includes("starting main"));
    expect(starts).toHaveLength(2 * before.length);
  }).toPass({ timeout: 15_000 });
  await expect(page.locator(".log-told")).toContainText("nothing left out");
  // That it was copied is said for a moment, and then it can be copied again.
  await expect(page.getByRole("button", { name: "Copy", exact: true })).toBeVisible();
});

test("a console that is killed in the midst of a followed log comes back without gap or repeat", async ({ page, server }) => {
  test.setTimeout(120_000);
  const name = uniqueName("killed");
  const folder = await mkdtemp(join(tmpdir(), "everynode-"));
  const kubeconfig = join(folder, "kubeconfig");
  const cluster = { name: "apart", cluster: { server: server.sandbox } };
  const context = { name: "apart", context: { cluster: "apart", user: "nobody" } };
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [cluster],
      contexts: [context],
      users: [{ name: "nobody", user: {} }],
      "current-context": "apart",
    }),
  );
  const place = {
    listen: `127.0.0.1:${await freePort()}`,
    database: `sqlite://${join(folder, "console.db")}`,
    token: "a-token-that-outlives-the-console",
  };
  let console = await Server.start(kubeconfig, place);
  try {
    await server.createDaemonSet(name);
    await page.goto(console.startUrl);
    await page.getByRole("banner").first().waitFor();
    const answer = page.waitForResponse(/\/logs\?/);
    await page.goto(`${console.origin}/clusters/apart/namespaces/default/daemonsets/${name}?tab=logs`);
    await expect(page.locator(".log-state")).toHaveText("Live");
    expect(await (await answer).headerValue("content-encoding")).toBe("gzip");
    await server.setFaults({ logs: { linesPerSecond: 20 } });
    await page.getByRole("searchbox").fill("number=");
    await expect(lines(page).first()).toBeVisible();
    for (const pause of [1500, 4000]) {
      await page.waitForTimeout(2000);
      await console.kill();
      await expect(page.locator(".log-state")).toHaveText("The connection broke; trying again");
      await page.waitForTimeout(pause);
      console = await Server.start(kubeconfig, place);
      await expect(page.locator(".log-state")).toHaveText("Live", { timeout: 20_000 });
    }
    await page.waitForTimeout(3000);
    const numbers = numbersOf(await copied(page));
    expect(numbers.size).toBeGreaterThan(3);
    for (const [pod, all] of numbers) {
      const odd = all.filter((number, at) => at > 0 && number !== (all[at - 1] ?? 0) + 1);
      expect(odd, pod).toEqual([]);
      expect(all.length, pod).toBeGreaterThan(120);
    }
    await expect(page.locator(".log-told")).toContainText("nothing left out");
  } finally {
    await server.setFaults({ logs: {} });
    await console.stop();
    await rm(folder, { recursive: true });
  }
});

test("a DaemonSet that is made anew is shown as it is, and what was read of the old one stays", async ({ page, server }) => {
  const name = uniqueName("anew");
  await server.createDaemonSet(name);
  await page.goto(`${pageOf(name)}?tab=pods`);
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await page.getByRole("tabpanel").getByRole("link").first().click();
  const drawer = page.getByRole("dialog");
  await expect(lines(page).filter({ hasText: "starting main" })).toBeVisible();
  await server.deleteDaemonSet(name);
  await expect(drawer).toContainText("This pod is gone", { timeout: 15_000 });
  await server.createDaemonSet(name, "default", "registry.example/agent:2.0");
  await expect(drawer.getByRole("button", { name: /took its place/ })).toBeVisible({ timeout: 15_000 });
  await expect(lines(page).filter({ hasText: "starting main" })).toBeVisible();
  await drawer.getByRole("button", { name: /took its place/ }).click();
  await expect(drawer.getByRole("table", { name: "Containers" })).toContainText("registry.example/agent:2.0");
  await page.keyboard.press("Escape");
  await expect(page.locator(".fact-images")).toContainText("registry.example/agent:2.0");
});
