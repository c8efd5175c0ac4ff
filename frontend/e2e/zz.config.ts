import { defineConfig } from "@playwright/test";

/** The real server in the real browser: nothing is mocked. See `fixtures.ts` for what a test gets. */
export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that is shared may be slow for a moment; a test that needed a second try is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Without a sandbox because a container's root has none; the only pages are our own.
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});
