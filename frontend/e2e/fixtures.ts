import AxeBuilder from "@axe-core/playwright";
import { type Page, expect, test as base } from "@playwright/test";

import { Server } from "./server.js";

interface TestFixtures {
  /** Fails the test if the page logs an error or throws. */
  noErrors: void;
}

interface WorkerFixtures {
  /** The server of this worker. Tests share it, so each names what it makes differently. */
  server: Server;
}

/** A test with a server of its own and a `page` that is signed in. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // The empty pattern is how Playwright knows that it depends on nothing.
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
  page: async ({ page, server }, use) => {
    await page.goto(server.startUrl);
    await page.getByRole("banner").first().waitFor();
    await use(page);
  },
  noErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        // What the browser and the loader say of a refused request is for the test itself to expect.
        const text = message.text();
        const isRefusal = ["Failed to load resource", "TypeError: Failed to fetch"].some((start) => text.startsWith(start));
        if (message.type() === "error" && !isRefusal) {
          errors.push(text);
        }
      });
      await use();
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** A name that no other test of this run has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Holds the page to WCAG 2.2 AA as far as axe can see it, in both themes. */
export async function expectAccessible(page: Page) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    const found = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
    expect(found, colorScheme).toEqual([]);
  }
}

/** Holds the page to its window, and each table to its card: nothing may stick out to the side. */
export async function expectNoSidewaysScroll(page: Page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(excess).toBeLessThanOrEqual(0);
  const wide = await page.evaluate(() => {
    const sticksOut = (table: Element) => {
      const right = table.getBoundingClientRect().right;
      for (let around = table.parentElement; around; around = around.parentElement) {
        // What can be scrolled to is not lost.
        if (getComputedStyle(around).overflowX === "auto") return false;
        if (around.getBoundingClientRect().right + 1 < right) return true;
      }
      return false;
    };
    return [...document.querySelectorAll("table")].filter(sticksOut).map((table) => table.className);
  });
  expect(wide).toEqual([]);
}
