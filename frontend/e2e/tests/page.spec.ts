import type { Page } from "@playwright/test";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import { openStep } from "../form.js";

const create = "/clusters/sandbox/create?namespace=default";

/** How far the page as a whole can be scrolled, and which scrollers would let hidden texts lengthen it. */
function unheld(page: Page) {
  return page.evaluate(() => {
    const whole = document.scrollingElement as Element;
    whole.scrollTo(0, 100_000);
    const scrollers = [...document.querySelectorAll("body, body *")].filter((element) => {
      const style = getComputedStyle(element);
      return /auto|scroll/.test(style.overflowX + style.overflowY) && style.position === "static" && element.tagName !== "TEXTAREA";
    });
    return { scrolled: whole.scrollTop, unpositioned: scrollers.map((element) => element.className) };
  });
}

/** The languages whose texts the page fetches from now on. */
function textsFetchedBy(page: Page): Set<string> {
  const languages = new Set<string>();
  page.on("request", (request) => {
    const [, language] = /\/text\.([^.]+)\.[^/]+\.txt$/.exec(request.url()) ?? [];
    if (language) {
      languages.add(language);
    }
  });
  return languages;
}

for (const viewport of [
  { width: 1280, height: 720 },
  { width: 390, height: 700 },
]) {
  test(`no page scrolls as a whole, ${viewport.width} wide`, async ({ page, server }) => {
    const name = uniqueName("scroll");
    await server.createDaemonSet(name);
    await page.setViewportSize(viewport);
    const detail = `/clusters/sandbox/namespaces/default/daemonsets/${name}`;
    for (const address of ["/clusters/sandbox/daemonsets", detail, `${detail}?tab=pods`, `${detail}?tab=yaml`, create, `${create}&step=nodes`, `${create}&step=review`, `${create}&view=text`]) {
      await page.goto(address);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(300);
      expect(await unheld(page), address).toEqual({ scrolled: 0, unpositioned: [] });
    }
  });
}

test("a button that is pressed is the one that is released, whatever a left control lacks", async ({ page }) => {
  await page.goto(create);
  await openStep(page, "Containers");
  await page.getByLabel("Image", { exact: true }).focus();
  const button = page.getByRole("button", { name: "Liveness probe", exact: true });
  const before = await button.boundingBox();
  await page.mouse.move(before!.x + before!.width / 2, before!.y + before!.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(200);
  expect(await button.boundingBox()).toEqual(before);
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Remove: Liveness probe" })).toBeVisible();
  // What was held back is said now.
  await expect(page.getByLabel("Image", { exact: true })).toHaveAttribute("aria-invalid", "true");
});

test("a volume that is renamed past another's name takes its own mounts along and no other's", async ({ page }) => {
  await page.goto(create);
  await openStep(page, "Volumes");
  for (const [count, path] of [
    [1, "/a"],
    [2, "/b"],
  ] as const) {
    await page.getByRole("button", { name: "Empty directory" }).click();
    await page.getByRole("button", { name: /^Mount in/ }).nth(count - 1).click();
    await page.getByLabel("Mount path").nth(count - 1).fill(path);
  }
  const names = page.getByRole("textbox", { name: "Name", exact: true });
  await names.nth(0).fill("data");
  // Past `data`, letter by letter, and emptied on the way.
  await names.nth(1).fill("");
  await names.nth(1).pressSequentially("data-2");
  await openStep(page, "Review");
  const manifest = await page.getByLabel("Manifest").textContent();
  expect(manifest).toMatch(/- name: data\n\s+mountPath: \/a/);
  expect(manifest).toMatch(/- name: data-2\n\s+mountPath: \/b/);
});

test("Back goes a step back, and the namespace in the bar is the draft's", async ({ page }) => {
  await page.goto("/clusters/sandbox/daemonsets");
  await page.goto(create);
  const name = uniqueName("back");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Next: Volumes" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Volumes", exact: true })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 2, name: "Containers" })).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.goForward();
  await expect(page.getByRole("heading", { level: 2, name: "Containers" })).toBeVisible();

  await page.getByRole("banner").getByLabel("Namespace").selectOption("monitoring");
  await expect(page).toHaveURL(/\/create\?draft=/);
  await expect(page.getByText(`${name} in monitoring`)).toBeVisible();
});

test("name, namespace and selector of a DaemonSet that exists are locked, and a clone has its own", async ({ page, server }) => {
  const name = uniqueName("locked");
  await server.createDaemonSet(name);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("readonly");
  await expect(page.getByLabel("Namespace", { exact: true }).last()).toHaveAttribute("readonly");
  const selector = page.getByRole("group", { name: "Selector" }).locator("input, button");
  await expect(selector.first()).toHaveValue("app");
  for (const control of await selector.all()) {
    await expect(control).toBeDisabled();
  }
  await page.getByRole("link", { name: "Clone to rename" }).click();
  const clone = page.getByLabel("Name", { exact: true });
  await expect(clone).toHaveValue(`${name}-copy`);
  await expect(page.getByRole("heading", { level: 1, name: "Create DaemonSet" })).toBeVisible();
  await openStep(page, "Review");
  const manifest = page.getByLabel("Manifest");
  await expect(manifest).toContainText(`name: ${name}-copy`);
  await expect(manifest).not.toContainText("resourceVersion");
  await expect(manifest).not.toContainText("status:");
});

test("what is searched, sorted and chosen is in the address and survives the other", async ({ page }) => {
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("columnheader").getByRole("button", { name: "Age", exact: true }).click();
  await page.getByRole("button", { name: /^Unavailable/ }).click();
  await page.getByRole("searchbox").fill("n");
  await expect(page).toHaveURL(/search=n/);
  await page.getByRole("banner").getByLabel("Namespace").selectOption("kube-system");
  for (const kept of [/sort=age/, /status=unavailable/, /search=n/, /namespace=kube-system/]) {
    await expect(page).toHaveURL(kept);
  }
  await page.reload();
  await expect(page.getByRole("button", { name: /^Unavailable/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("searchbox")).toHaveValue("n");
  // The row is the link, wherever it is pressed.
  const row = page.getByRole("row").nth(1);
  await row.click();
  await expect(page).toHaveURL(/\/namespaces\/kube-system\/daemonsets\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/status=unavailable/);
  // What is chosen stays to be seen where nothing has it any more.
  await page.getByRole("searchbox").fill("no-such-name");
  await expect(page.getByRole("heading", { name: "No DaemonSet matches" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Unavailable/ })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page).not.toHaveURL(/status=|search=/);
});

test("an opened part is not filled and does not vanish from step to step", async ({ page }) => {
  await page.goto(create);
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Liveness probe", exact: true }).click();
  await page.getByRole("button", { name: "Ports", exact: true }).click();
  await openStep(page, "Network and identity");
  await openStep(page, "Containers");
  await expect(page.getByRole("button", { name: "Remove: Liveness probe" })).toBeVisible();
  await expect(page.getByLabel("Container port")).toHaveValue("");
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest")).not.toContainText(/livenessProbe|ports:/);
});

test("the keys are listed, and Ctrl+Enter creates", async ({ page }) => {
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto(create);
  const name = uniqueName("keys");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.keyboard.press("Alt+PageDown");
  await expect(page.getByRole("heading", { level: 2, name: "Containers" })).toBeFocused();
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.10");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("ages count by the server's clock", async ({ page, server }) => {
  const name = uniqueName("clock");
  await server.createDaemonSet(name);
  await page.clock.install({ time: Date.now() + 6 * 3_600_000 });
  await page.goto(`/clusters/sandbox/daemonsets?search=${name}`);
  const age = page.getByRole("row").nth(1).getByRole("cell").last();
  await page.clock.runFor(10_000);
  await expect(age).toHaveText(/^\d+ s$/);
});

test("one cause, one banner", async ({ page, server }) => {
  await page.goto(create);
  await page.getByLabel("Name", { exact: true }).fill(uniqueName("banner"));
  await openStep(page, "Containers");
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/pause:3.10");
  try {
    await server.setFaults({ outage: "connectionRefused" });
    await expect(page.locator(".banner")).toHaveCount(1);
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.locator(".banner")).toHaveCount(1);
  } finally {
    await server.setFaults({ outage: "none" });
  }
});

for (const [asked, own] of [
  ["en-GB", "en"],
  ["zh-TW", "zh-CN"],
] as const) {
  test.describe(`a browser that asks for ${asked}`, () => {
    test.use({ locale: asked });

    test(`fetches the texts in ${own} alone`, async ({ page }) => {
      const fetched = textsFetchedBy(page);
      await page.goto("/clusters/sandbox/daemonsets");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expect(page.locator("html")).toHaveAttribute("lang", own);
      expect([...fetched]).toEqual([own]);
    });
  });
}

test("another language is fetched when it is chosen, and that alone the next time", async ({ page }) => {
  const fetched = textsFetchedBy(page);
  const chinese = "**/text.zh-CN.*.txt";
  await page.route(chinese, (route) => route.abort());
  await page.goto("/clusters/sandbox/daemonsets");
  await page.getByRole("button", { name: "Preferences" }).click();
  expect([...fetched]).toEqual(["en"]);
  await page.getByRole("radio", { name: "简体中文" }).check();
  // Said in the language that is spoken still.
  await expect(page.getByText("The console does not answer")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.unroute(chinese);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: "创建 DaemonSet" }).first()).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  fetched.clear();
  await page.reload();
  await expect(page.getByRole("link", { name: "创建 DaemonSet" }).first()).toBeVisible();
  expect([...fetched]).toEqual(["zh-CN"]);
});

test("texts that cannot be fetched are said, and fetched again", async ({ page }) => {
  const texts = "**/text.*.txt";
  await page.route(texts, (route) => route.abort());
  await page.goto("/clusters/sandbox/daemonsets");
  await expect(page.getByText("The console does not answer")).toBeVisible();
  await expectAccessible(page);
  await page.unroute(texts);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: "Create DaemonSet" }).first()).toBeVisible();
});
