import { test as base } from "@playwright/test";

import { expect, expectAccessible, uniqueName } from "../fixtures.js";
import { control, openStep } from "../form.js";
import { signIn } from "../people.js";
import { Server } from "../server.js";

/** A console that answers one person twice a second, and writes every tenth second. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const flags = ["--sandbox-users", "--asks-per-minute=120", "--writes-per-minute=6"];
      const server = await Server.start(undefined, undefined, flags);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});

const token = "sandbox-editor-token";

/** Asks in the name of the person until the console has had enough of it. */
async function exhaust(server: Server, method: string, path: string) {
  for (let count = 0; count < 500; count += 1) {
    const answer = await fetch(`${server.origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    await answer.arrayBuffer();
    if (answer.status === 429) {
      return;
    }
  }
  throw new Error(`${path} is never refused`);
}

test("who asks too often is told for how long to wait, and loses nothing of what was typed", async ({ page, server }) => {
  await signIn(page, token);
  await page.goto("/clusters/sandbox/create?namespace=logging");
  const name = uniqueName("patient");
  await control(page, "metadata.name").fill(name);
  await openStep(page, "Containers");
  await control(page, "spec.template.spec.containers[0].image").fill("registry.example/agent:1");
  const kept = page.locator(".wizard-kept");
  await expect(kept).toContainText("draft saved");
  const create = page.getByRole("button", { name: "Create", exact: true }).first();
  await expect(create).toBeEnabled();

  // Writing too often.
  await exhaust(server, "DELETE", `/sessions/${"0a".repeat(32)}`);
  await create.click();
  const refusal = page.getByRole("alert").filter({ hasText: "More was to be changed in your name" });
  await expect(refusal).toContainText(/Go on in \d+ s\./);
  await expectAccessible(page);
  await expect(control(page, "spec.template.spec.containers[0].image")).toHaveValue("registry.example/agent:1");

  // Asking too often: the draft waits here and is handed over by itself.
  let version = 1;
  await expect(async () => {
    version += 1;
    await control(page, "spec.template.spec.containers[0].image").fill(`registry.example/agent:${version}`);
    await exhaust(server, "GET", "/session");
    await expect(kept).toContainText(/Go on in \d+ s\./, { timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  await expect(kept).toContainText("draft saved", { timeout: 30_000 });

  await expect(async () => {
    await create.click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 40_000 });
});
