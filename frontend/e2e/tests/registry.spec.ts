// What a registry has of an image, below the control that names it. Registries are outside, so the answers are made here.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "../fixtures.js";
import { address, openStep } from "../form.js";

const image = (page: Page) => page.getByLabel("Image", { exact: true });

test("tags are offered, nodes that cannot run it counted, and the digest written", async ({ page }) => {
  const asked: string[] = [];
  await page.route("**/images?*", async (route) => {
    const url = new URL(route.request().url());
    const name = url.searchParams.get("image") ?? "";
    asked.push(name);
    const isKnown = name.includes(":1.");
    await route.fulfill({
      json: {
        registry: "quay.io",
        repository: "team/agent",
        tags: ["1.10.0", "1.9.0", "latest"],
        hasAllTags: true,
        digest: isKnown ? `sha256:${"a".repeat(64)}` : "",
        platforms: isKnown ? ["linux/s390x"] : [],
      },
    });
  });
  await page.goto(address);
  await openStep(page, "Containers");
  await image(page).fill("quay.io/team/agent:3");
  await expect(page.getByText("no such tag; the newest is 1.10.0")).toBeVisible();
  await image(page).fill("quay.io/team/agent:1.10.0");
  await expect(page.getByText(/It is not made for linux\/amd64.*nodes that get a pod it would not start/)).toBeVisible();
  const offered = page.locator('datalist option[value="quay.io/team/agent:1.9.0"]');
  await expect(offered).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Write its digest" }).click();
  await expect(image(page)).toHaveValue(`quay.io/team/agent:1.10.0@sha256:${"a".repeat(64)}`);
  await expect(page.getByRole("button", { name: "Write its digest" })).toHaveCount(0);
  // A pause asks, not each letter.
  expect(asked.length).toBeLessThan(6);
});

test("a registry that tells nothing holds nothing up", async ({ page }) => {
  let reason = "RegistryDenied";
  await page.route("**/images?*", (route) =>
    route.fulfill({
      status: 502,
      contentType: "application/problem+json",
      json: { type: "/problems/not-fetched", title: "t", status: 502, detail: "d", errors: [{ field: "image", reason, message: "m" }] },
    }),
  );
  await page.goto(address);
  await openStep(page, "Containers");
  await image(page).fill("quay.io/team/agent:1");
  await expect(page.getByText("tells nobody of this image without a pull secret")).toBeVisible();
  reason = "NoSuchImage";
  await image(page).fill("quay.io/team/agnet:1");
  await expect(page.getByText("The registry has no such image.")).toBeVisible();
  reason = "Unreachable";
  await image(page).fill("quay.io/team/agent:2");
  await expect(page.getByText("The registry has no such image.")).toHaveCount(0);
});
