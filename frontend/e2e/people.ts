import { type Page, test as base } from "@playwright/test";

import { Server } from "./server.js";

/** A console whose simulated cluster has people with rights of their own; `ada` is an admin of the console too. */
export const test = base.extend<object, { server: Server }>({
  server: [
    // The empty pattern is how Playwright knows that it depends on nothing.
    async ({}, use) => {
      const server = await Server.start(undefined, undefined, ["--sandbox-users", "--admin-group=platform"]);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});

/** Signs in on the page, by a token of the cluster. */
export async function signIn(page: Page, token: string) {
  await page.goto("/sign-in");
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("banner").first().waitFor();
}

/** Calls the REST API as somebody; anything but this status is an error. */
export async function call(server: Server, token: string, method: string, path: string, status: number): Promise<string> {
  const answer = await fetch(`${server.origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (answer.status !== status) {
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
  return text;
}
