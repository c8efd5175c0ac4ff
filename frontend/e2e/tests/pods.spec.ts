import type { Page } from "@playwright/test";

import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

const pageOf = (name: string) => `/clusters/sandbox/namespaces/default/daemonsets/${name}`;

/** The lines of the log that are in view, without their times. */
function lines(page: Page) {
  return page.locator(".log-row .log-text");
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
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const numbers = new Map<string, number[]>();
  for (const line of copied.trim().split("\n")) {
    const [pod, rest] = [line.split(" ")[0] ?? "", /number=(\d+)/.exec(line)];
    numbers.set(pod, [...(numbers.get(pod) ?? []), Number(rest?.[1])]);
  }
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
