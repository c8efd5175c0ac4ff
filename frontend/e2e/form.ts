import type { Page } from "@playwright/test";

import { manifest, showAs, typeAnew } from "./editor.js";
import { expect } from "./fixtures.js";

/** Where a DaemonSet is made. */
export const address = "/clusters/sandbox/create?namespace=default";

/** The steps with controls. */
export const steps = ["Basic information", "Containers", "Volumes", "Nodes", "Update", "Network and identity"];

/** Opens a step of the wizard. */
export async function openStep(page: Page, name: string) {
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
}

/** Opens the form of a text. */
export async function openForm(page: Page, text: string) {
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, text);
  await showAs(page, "Form");
}

/** The control of a place. */
export function control(page: Page, path: string) {
  return page.locator(`[id=${JSON.stringify(path)}]`);
}

/** Opens every card that is one line. */
export async function openCards(page: Page) {
  const closed = page.locator("button.card-closed");
  while ((await closed.count()) > 0) {
    await closed.first().click();
  }
}

/** The pod's spec. */
export const pod = "spec.template.spec";

/** A manifest with something in its pod's spec, and something in its container. */
export function manifestWith(inPod: string, inContainer = ""): string {
  return manifest("only").replace("      containers:", `${inPod}      containers:`).trimEnd().concat("\n", inContainer);
}
