import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import { manifest } from "../editor.js";
import { expect, test, uniqueName } from "../fixtures.js";
import type { Server } from "../server.js";

/**
 * Every page in a language that nobody speaks: Chinese, with an accent on every Latin letter of its table. What is
 * still written in plain letters is either no word of ours or was never put into a language.
 */
const ACCENTED = new Map([..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => [letter, `${letter}\u0301`.normalize()]));

/** A table in that language: what stands before the first tab of a line is a name, what stands in braces an argument. */
function accented(table: string): string {
  const words = (text: string) =>
    text.replace(/\{\d\}|[A-Za-z]/g, (part) => (part.length > 1 ? part : ACCENTED.get(part)! + "\u0301"));
  return table
    .split("\n")
    .map((line) => {
      const [name, ...texts] = line.split("\t");
      return texts.length > 0 ? [name, ...texts.map(words)].join("\t") : words(line);
    })
    .join("\n");
}

/** The words of Kubernetes and of the trade that stand in the Chinese texts of the modules, which have no table. */
function terms(): Set<string> {
  const known = new Set<string>();
  for (const name of ["bulk", "clusters", "common", "contents", "diagnosis", "dialogs", "people", "pods", "wall"]) {
    const file = fileURLToPath(new URL(`../../locales/zh-CN/${name}.json`, import.meta.url));
    for (const text of Object.values(flat(JSON.parse(readFileSync(file, "utf8"))))) {
      for (const word of text.replace(/\{\w+\}/g, " ").match(/[A-Za-z]+/g) ?? []) {
        known.add(word);
      }
    }
  }
  return known;
}

function flat(value: unknown, path = ""): Record<string, string> {
  if (typeof value === "string") {
    return { [path]: value };
  }
  return Object.assign({}, ...Object.entries(value as object).map(([key, item]) => flat(item, `${path}.${key}`)));
}

/** The texts of the page in which two plain words follow each other, or one stands alone, and nobody is quoted. */
async function plainTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    // What is quoted, what somebody typed, and what is no language at all.
    const others = '[lang="en"], .log-rows, code, pre, kbd, script, style, textarea, .cm-editor, .monospace, svg';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!parent.closest(others) && parent.checkVisibility()) {
        found.add(node.textContent!.trim());
      }
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        if (!element.closest(others)) {
          // What is quoted in it is marked where it is written out.
          const quoted = [...element.querySelectorAll('[lang="en"]')].map((it) => it.textContent!);
          const text = element.getAttribute(name)?.trim() ?? "";
          found.add(quoted.reduce((rest, words) => rest.replace(words, ""), text));
        }
      }
    }
    return [...found];
  });
}

/** Holds the page to the language. `names` are those of objects, which are of no language. */
async function expectSpoken(page: Page, where: string, names: string[] = []) {
  const known = terms();
  const own = new Set([...names, "Everynode", "kubectl"]);
  const plain = (await plainTexts(page)).filter((text) => {
    // A plain word: of small letters, perhaps with a great one first; names have digits, dots, dashes or more great ones.
    const words = (text.match(/(?<![\w./:@%-])[A-Z]?[a-z]{2,}(?![\w/:@%-]|\.\w)/g) ?? []).filter((word) => !known.has(word) && !own.has(word));
    return words.length > 1 || (words.length === 1 && words[0] === text);
  });
  expect(plain, where).toEqual([]);
}

test.use({ locale: "zh-CN" });

test.beforeEach(async ({ page, server }) => {
  await page.route("**/text.*.txt", async (route) => {
    const answer = await route.fetch();
    const headers = { ...answer.headers() };
    delete headers["content-encoding"];
    delete headers["content-length"];
    await route.fulfill({ status: 200, headers, body: accented(await answer.text()) });
  });
  await page.goto(server.startUrl);
  await page.getByRole("banner").first().waitFor();
});

const list = "/clusters/sandbox/daemonsets";

/** Everything that can be opened at a place without changing anything. */
async function unfold(page: Page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
  });
}

/** The names of all that the simulated cluster holds, word by word, and the reasons and words of its pods. */
async function namesIn(server: Server): Promise<string[]> {
  const names = new Set<string>();
  const add = (value: unknown, key = "") => {
    // What somebody wrote about an object is of no language of ours either.
    if (typeof value === "string" && (key === "kubesphere.io/description" || !value.includes(" "))) {
      for (const word of value.match(/[A-Za-z]+/g) ?? []) {
        names.add(word);
      }
    } else if (value && typeof value === "object") {
      for (const [key, item] of Object.entries(value)) {
        add(key);
        add(item, key);
      }
    }
  };
  for (const path of ["/apis/apps/v1/daemonsets", "/api/v1/pods", "/api/v1/nodes", "/api/v1/namespaces", "/api/v1/events", "/api/v1/services"]) {
    add(await server.kubernetes("GET", path));
  }
  return [...names];
}

test("no page says a word of ours in English", async ({ page, server }) => {
  test.setTimeout(120_000);
  const names = await namesIn(server);
  const name = "kube-proxy";
  const pageOf = `/clusters/sandbox/namespaces/kube-system/daemonsets/${name}`;
  for (const place of [
    list,
    "/daemonsets",
    "/clusters",
    "/clusters/sandbox/wall",
    "/clusters/sandbox/begin?namespace=default",
    "/drafts",
    "/audit",
    "/devices",
    "/no/such/page",
    "/clusters/sandbox/namespaces/default/daemonsets/never-was",
    pageOf,
    ...["pods", "yaml", "events", "history", "details", "logs"].map((tab) => `${pageOf}?tab=${tab}`),
    `${pageOf}/edit`,
  ]) {
    await page.goto(place);
    await page.getByRole("main").first().waitFor();
    // A stream of events never lets the network rest.
    await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => {});
    await unfold(page);
    await expectSpoken(page, place, names);
  }
});

test("what is wrong with a manifest is said in the language of the page", async ({ page, server }) => {
  test.setTimeout(120_000);
  const names = await namesIn(server);
  const name = uniqueName("spoken");
  const whole = manifest(name);
  await page.goto("/clusters/sandbox/create?namespace=default&view=text");
  const editor = page.locator(".cm-content");
  await editor.waitFor();
  for (const [what, text] of [
    ["whole", whole],
    ["no room", whole.replace("image: registry.k8s.io/pause:3.10", "image: registry.k8s.io/pause:3.10\n          resources: {requests: {cpu: 1000}}")],
    ["nowhere", whole.replace("    spec:", "    spec:\n      nodeSelector: {no-such: label}\n      schedulerName: another\n      schedulingGates: [{name: a/b}]")],
    ["wrong types", whole.replace("containers:", "hostNetwork: 5\n      nosuch: 1\n      containers:").replace("namespace: default", "namespace: 7")],
    ["finalizers and claims", whole.replace(`      labels: {app: ${name}}\n    spec:`, `      finalizers: [a.example/b]\n      labels: {app: ${name}}\n    spec:\n      volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}}}}]`)],
    ["unclosed", whole.replace("matchLabels: {", "matchLabels: [")],
    ["curly", whole.replace("namespace: default", "namespace: \u201cdefault\u201d")],
    ["two", `${whole}---\nkind: Nothing\n`],
  ] as const) {
    await editor.click();
    await page.keyboard.press("ControlOrMeta+a");
    await editor.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
    await page.waitForTimeout(400);
    await expectSpoken(page, what, [...names, name, "main", "default", "nosuch", "another", "Nothing", "none"]);
  }
});

test("no step, dialog, drawer or refusal says a word of ours in English", async ({ page, server }) => {
  test.setTimeout(180_000);
  const names = await namesIn(server);
  const own = uniqueName("spoken");
  const known = [...names, own, "main", "default", "never"];
  // The form, step by step, with every card open.
  await page.goto("/clusters/sandbox/create?namespace=default");
  const steps = page.locator("nav.steps button.step");
  await steps.first().waitFor();
  for (let at = 0; at < (await steps.count()); at += 1) {
    await steps.nth(at).click();
    for (let more = 0; more < 40 && (await page.locator("button.card-closed").count()) > 0; more += 1) {
      await page.locator("button.card-closed").first().click();
    }
    await expectSpoken(page, `step ${at}`, known);
  }
  // What is asked before something is done.
  const pageOf = "/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy";
  let opened = 0;
  const buttons = page.locator(".page-head button");
  await page.goto(pageOf);
  await buttons.first().waitFor();
  for (let at = 0; at < (await buttons.count()); at += 1) {
    await buttons.nth(at).click({ timeout: 2000 }).catch(() => {});
    await page.waitForTimeout(400);
    opened += await page.locator("dialog[open], :popover-open").count();
    await expectSpoken(page, `button ${at}`, known);
    await page.keyboard.press("Escape");
    if (!page.url().includes(pageOf)) {
      await page.goto(pageOf);
      await buttons.first().waitFor();
    }
  }
  expect(opened).toBeGreaterThan(1);
  // A pod at the side.
  await page.goto(`${pageOf}?tab=pods`);
  await page.getByRole("tabpanel").getByRole("link").first().click();
  await page.locator(".drawer").waitFor();
  await page.waitForTimeout(800);
  await expectSpoken(page, "drawer", known);
  // What the cluster, or the console, refuses.
  await page.goto("/clusters/sandbox/create?namespace=default&view=text");
  const paste = async (text: string) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.locator(".cm-content").evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
    await page.waitForTimeout(600);
  };
  await page.locator(".cm-content").waitFor();
  await paste(`${manifest(own)}---\napiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: never}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${own}}\n`);
  await expectSpoken(page, "companions", [...known, "Nothing"]);
  const submit = page.locator(".page-head button").last();
  await submit.click({ timeout: 2000 }).catch(() => {});
  await page.waitForTimeout(1000);
  await expectSpoken(page, "refused", [...known, "Nothing"]);
  await server.setFaults({ outage: "serviceUnavailable" });
  await page.waitForTimeout(3000);
  await expectSpoken(page, "outage", [...known, "Nothing"]);
  await server.setFaults({ outage: "none" });
});
