import { readFileSync } from "node:fs";

import { expect, expectAccessible, expectNoSidewaysScroll } from "../fixtures.js";
import { call, signIn, test } from "../people.js";

const agent = "/clusters/sandbox/namespaces/ingress/daemonsets/ingress-nginx";

test("an admin of the console sees who did what, asks for a part of it and takes it away as a file", async ({ page, server }) => {
  await call(server, "sandbox-viewer-token", "POST", `${agent}/restart`, 403);
  await call(server, "sandbox-admin-token", "POST", `${agent}/restart`, 200);
  await call(server, "no-token-at-all", "GET", "/session", 401);
  await signIn(page, "sandbox-admin-token");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("link", { name: "Audit trail" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit trail" })).toBeVisible();
  await expect(page.getByText("Entries are kept for 365 days.")).toBeVisible();
  await expect(page.getByText("You see what you did yourself")).toBeHidden();
  const rows = page.getByRole("table", { name: "Audit trail" }).locator("tbody tr");
  const refused = rows.filter({ hasText: "Restart" }).filter({ hasText: "vera" });
  await expect(refused).toContainText("refused");
  await expect(refused).toContainText("127.0.0.1");
  await expect(rows.filter({ hasText: "nobody known" })).toContainText("A wrong token");
  await expectAccessible(page);

  // As whom, and where it stands in the log.
  await refused.getByText("vera").first().click();
  await expect(refused).toContainText("as themselves, by their own token");
  await expect(refused).toContainText("system:authenticated");
  await expect(refused).toContainText("403");
  await refused.getByRole("button", { name: "Only this person" }).click();
  await expect(page).toHaveURL(/user=vera/);
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByLabel("Outcome").selectOption("done");
  await page.getByLabel("Action").selectOption("restart");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("ada");
  // What is asked for is in the address.
  await page.reload();
  await expect(page.getByLabel("Outcome")).toHaveValue("done");
  await expect(rows).toHaveCount(1);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as JSON lines" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^everynode-audit-.*\.jsonl$/);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ user: "ada", action: "restart", outcome: "done" }]);

  // Days are the reader's: today has it, tomorrow nothing.
  const day = (later: number) => new Date(Date.now() + later * 86_400_000).toLocaleDateString("sv-SE");
  await page.getByLabel("From", { exact: true }).fill(day(1));
  await page.getByLabel("From", { exact: true }).blur();
  await expect(page.getByText("No entries")).toBeVisible();
  await page.getByLabel("From", { exact: true }).fill(day(0));
  await page.getByLabel("From", { exact: true }).blur();
  await page.getByLabel("Until").fill(day(0));
  await page.getByLabel("Until").blur();
  await expect(rows).toHaveCount(1);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await rows.getByRole("link", { name: "ingress-nginx" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ingress-nginx" })).toBeVisible();
});

test("who is no admin of the console sees his own, and is told so", async ({ page, server }) => {
  await call(server, "sandbox-viewer-token", "POST", `${agent}/restart`, 403);
  await signIn(page, "sandbox-viewer-token");
  await page.goto("/audit");
  await expect(page.getByText("You see what you did yourself")).toBeVisible();
  const rows = page.getByRole("table", { name: "Audit trail" }).locator("tbody tr");
  await expect(rows.first()).toContainText("vera");
  await expect(page.getByRole("main")).not.toContainText("ada");
  await expect(page.getByRole("main")).not.toContainText("nobody known");
  // From the page of an object to what was done to it.
  await page.goto(agent);
  const writes = page.locator(".card").filter({ has: page.getByRole("heading", { name: "Latest writes from here" }) });
  await writes.getByRole("link", { name: "All of them" }).click();
  await expect(page).toHaveURL(/\/audit\?.*name=ingress-nginx/);
  await expect(page.getByText("Name ingress-nginx")).toBeVisible();
  await expect(rows.first()).toContainText("Restart");
});
