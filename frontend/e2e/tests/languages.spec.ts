import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import { expect, test, uniqueName } from "../fixtures.js";

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
  for (const name of ["bulk", "common", "contents", "diagnosis", "dialogs", "pods", "wall"]) {
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
    const others = '[lang="en"], code, pre, kbd, script, style, textarea, .cm-editor, .monospace, svg';
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
          found.add(element.getAttribute(name)?.trim() ?? "");
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
