// Reading a log that goes on: who scrolls up is not carried away, and what is downloaded is all there is.
import { readFile } from "node:fs/promises";

import { expect, test, uniqueName } from "../fixtures.js";

test("who scrolls up and selects keeps the place, filters old and new, and downloads every container whole", async ({ page, server }) => {
  const name = uniqueName("three");
  await server.kubernetes("POST", "/apis/apps/v1/namespaces/default/daemonsets", {
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: ["first", "second", "third"].map((container) => ({
            name: container,
            image: "registry.k8s.io/pause:3.10",
          })),
        },
      },
    },
  });
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}`);
  await expect(page.locator(".page-head .status")).toHaveText("Running");
  await server.setFaults({ logs: { linesPerSecond: 20 } });
  await page.getByRole("tab", { name: "Logs" }).click();
  await expect(page.locator(".log-state")).toHaveText("Live");
  const log = page.getByRole("log");
  await expect.poll(() => log.evaluate((element) => element.scrollHeight > element.clientHeight * 2)).toBe(true);

  await log.hover();
  await page.mouse.wheel(0, -600);
  const more = page.getByRole("button", { name: /new lines?$/ });
  await expect(more).toBeVisible();
  const place = await log.evaluate((element) => {
    const row = element.querySelector(".log-row .log-text") as Node;
    const range = document.createRange();
    range.selectNodeContents(row);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    return { top: element.scrollTop, text: String(getSelection()) };
  });
  expect(place.text).not.toBe("");
  const before = await more.textContent();
  await expect(more).not.toHaveText(before ?? "");
  const later = await log.evaluate((element) => ({ top: element.scrollTop, text: String(getSelection()) }));
  expect(later).toEqual(place);

  // The filter holds for what is there and for what comes.
  await page.getByRole("searchbox").fill("/number=\\d*7\\b/");
  const shown = page.locator(".log-row .log-text");
  const odd = () => shown.evaluateAll((rows) => rows.filter((row) => !/number=\d*7\b/.test(row.textContent ?? "")).length);
  await expect.poll(odd).toBe(0);
  await page.waitForTimeout(2000);
  expect(await odd()).toBe(0);
  await page.getByRole("searchbox").fill("");

  // The file has every line of every container of every pod, whatever is on the screen.
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  await server.setFaults({ logs: {} });
  const text = await readFile(await download.path(), "utf8");
  const pods = (await server.kubernetes("GET", "/api/v1/namespaces/default/pods")) as {
    items: { metadata: { name: string; ownerReferences?: { name: string }[] } }[];
  };
  const own = pods.items.filter((pod) => pod.metadata.ownerReferences?.some((owner) => owner.name === name));
  expect(own.length).toBeGreaterThan(1);
  for (const pod of own) {
    for (const container of ["first", "second", "third"]) {
      expect(text.includes(`${pod.metadata.name} ${container} `) || text.includes(`${pod.metadata.name}/${container}`), `${pod.metadata.name} ${container}`).toBe(true);
    }
  }
});
