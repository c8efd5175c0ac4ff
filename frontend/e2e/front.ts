import { test as base } from "@playwright/test";

import { Provider, freePort } from "./provider.js";
import { Server } from "./server.js";

/** A console whose people an OIDC provider sends. */
export interface Front {
  server: Server;
  provider: Provider;
}

/** Tests of such a console, started with these flags beside the provider's; skipped where there is no provider. */
export function testWith(...more: string[]) {
  const test = base.extend<object, { front: Front | undefined }>({
    front: [
      // The empty pattern is how Playwright knows that it depends on nothing.
      async ({}, use) => {
        // The provider must know where the console is, and the console the provider.
        const listen = `127.0.0.1:${await freePort()}`;
        const provider = await Provider.start(`http://${listen}`);
        if (!provider) {
          await use(undefined);
          return;
        }
        const flags = ["--sandbox-users", ...more, ...provider.flags];
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
  return test;
}
