import { writeFile } from "node:fs/promises";

import { editor, manifest, showAs, typeAnew } from "../editor.js";
import { expect, test, uniqueName } from "../fixtures.js";
import { Server } from "../server.js";

const address = "/clusters/sandbox/create?namespace=default";

test("a selector that does not match is told at the labels of the pods, before anything is sent", async ({ page }) => {
  const name = uniqueName("selector");
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, manifest(name).replace(`labels: {app: ${name}}`, "labels: {app: other}"));
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText("`selector` does not match template `labels`");
  await showAs(page, "Form");
  const held = page.getByRole("button", { name: "Create", exact: true });
  await expect(held).toHaveAttribute("aria-disabled", "true");
  await problems.getByRole("button", { name: /^Line/ }).first().click();
  await expect(page.locator(".cm-activeLine")).toContainText("labels: {app: other}");
});

test("a namespace that does not exist is told at its control", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, manifest(uniqueName("nowhere")).replace("namespace: default", "namespace: nowhere"));
  await showAs(page, "Form");
  const namespace = page.getByLabel("Namespace", { exact: true }).last();
  await expect(namespace).toHaveValue("nowhere");
  await expect(namespace).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("button", { name: "Create", exact: true })).toHaveAttribute("aria-disabled", "true");
});

test("a text of four mebibytes stays, and says that it is too long", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  const long = `${manifest("long")}# ${"x".repeat(78)}\n`.padEnd(4 * 1024 * 1024, `# ${"x".repeat(78)}\n`);
  await typeAnew(page, long);
  await expect(page.getByRole("region", { name: "Problems" })).toContainText("3 MiB");
  await page.keyboard.press("ControlOrMeta+Home");
  await expect(editor(page)).toContainText("name: long");
  await expect(page.getByRole("button", { name: "Create", exact: true })).toHaveAttribute("aria-disabled", "true");
});

test("a cluster that is away from the start is a clear page, and what is typed is kept", async ({ browser }, testInfo) => {
  const kubeconfig = testInfo.outputPath("kubeconfig");
  await writeFile(
    kubeconfig,
    `apiVersion: v1
kind: Config
current-context: away
clusters: [{name: away, cluster: {server: "http://127.0.0.1:9"}}]
users: [{name: nobody, user: {}}]
contexts: [{name: away, context: {cluster: away, user: nobody}}]
`,
  );
  const server = await Server.start(kubeconfig);
  try {
    const page = await browser.newPage();
    await page.goto(server.startUrl);
    await expect(page.getByText(/cannot be reached|does not answer/).first()).toBeVisible();
    await page.goto(`${server.origin}/clusters/away/create?namespace=default`);
    await showAs(page, "YAML");
    await typeAnew(page, manifest("typed-without-a-cluster"));
    await expect(page.getByText("draft saved")).toBeVisible();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await expect(page.getByText("The API server of the cluster does not answer").first()).toBeVisible();
    await expect(editor(page)).toContainText("name: typed-without-a-cluster");
    await page.close();
  } finally {
    await server.stop();
  }
});
