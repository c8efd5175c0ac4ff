import { parse } from "yaml";

import { manifest } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import { control, manifestWith, openCards, openForm, openStep, pod, steps } from "../form.js";

test("a field is found by a word, and opened though nothing is written there", async ({ page }) => {
  await openForm(page, manifest("found"));
  await page.getByRole("button", { name: /Find a field/ }).click();
  const find = page.getByRole("combobox", { name: "Find a field" });
  await expect(find).toBeFocused();
  const options = page.getByRole("listbox", { name: "Fields found" }).getByRole("option");
  await find.fill("宽限");
  await expect(options.filter({ hasText: /^Termination grace period/ })).toBeVisible();
  await expectAccessible(page);
  await find.fill("privileged");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await find.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Containers" })).toBeVisible();
  await expect(control(page, "spec.template.spec.containers[0].securityContext.privileged")).toBeFocused();
  await page.keyboard.press("Control+k");
  await find.fill("hostalias");
  await find.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Network and identity" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await find.press("Escape");
  await expect(find).toBeHidden();
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest")).toHaveText(manifest("found"), { useInnerText: false });
});

test("a union changes its kind whole, and back by undo", async ({ page }) => {
  await openForm(page, manifest("union"));
  await openStep(page, "Volumes");
  await page.getByRole("button", { name: "Host path" }).click();
  await page.getByLabel("Path on the node").fill("/var/log");
  await page.getByLabel("Kind", { exact: true }).selectOption("ConfigMap");
  await control(page, "spec.template.spec.volumes[0].configMap.name").fill("settings");
  await openStep(page, "Review");
  const text = page.getByLabel("Manifest");
  await expect(text).toContainText("configMap:");
  await expect(text).not.toContainText("hostPath");
  for (let step = 0; step < 2; step += 1) {
    await page.getByRole("button", { name: "Undo" }).click();
  }
  await expect(text).toContainText("path: /var/log");
  await expect(text).not.toContainText("configMap");
});

test("rows, texts, probes and environment write what they say", async ({ page }) => {
  const name = uniqueName("whole");
  await openForm(page, manifest(name));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Command", exact: true }).click();
  await page.getByRole("button", { name: "Add Arguments" }).click();
  await page.getByRole("textbox", { name: "Arguments 1" }).fill("--listen=:9100");
  await page.getByRole("button", { name: "Add Arguments" }).click();
  await page.getByRole("textbox", { name: "Arguments 2" }).fill("true");
  await page.getByRole("button", { name: "Environment", exact: true }).click();
  await page.getByRole("button", { name: "Add Variables" }).click();
  await control(page, "spec.template.spec.containers[0].env[0].name").fill("NODE");
  await page.getByRole("button", { name: "1 more field" }).first().click();
  await page.getByRole("button", { name: "Value from", exact: true }).click();
  await page.getByLabel("Comes from").selectOption("Field of the pod");
  await control(page, "spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath").fill("spec.nodeName");
  await page.getByRole("button", { name: "Readiness probe", exact: true }).click();
  await page.getByLabel("Asks by").selectOption("TCP connection");
  await page.getByLabel("Port", { exact: true }).fill("9100");
  await page.getByRole("button", { name: "nvidia.com/gpu", exact: true }).click();
  await page.getByLabel("nvidia.com/gpu limit").fill("1");
  await openStep(page, "Network and identity");
  await page.getByLabel("Users of the node").selectOption("false");
  await openStep(page, "Review");
  const text = await page.getByLabel("Manifest").innerText();
  const container = parse(text).spec.template.spec.containers[0];
  expect(container.args).toEqual(["--listen=:9100", "true"]);
  expect(container.env).toEqual([{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }]);
  expect(container.readinessProbe).toEqual({ tcpSocket: { port: 9100 } });
  expect(container.resources).toEqual({ limits: { "nvidia.com/gpu": 1 } });
  expect(parse(text).spec.template.spec.hostUsers).toBe(false);
});

test("a resource of no name is none", async ({ page }) => {
  const text = manifest("blank");
  await openForm(page, text);
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Other resource" }).click();
  const name = page.getByLabel("Name of the resource");
  await name.fill("   ");
  await name.press("Tab");
  await expect(page.getByRole("button", { name: "Other resource" })).toBeVisible();
  await openStep(page, "Review");
  expect(await page.getByLabel("Manifest").textContent()).toBe(text);
});

test("a text of several lines is shown and changed as one", async ({ page }) => {
  const text = manifest("tall")
    .replace("  namespace: default", "  namespace: default\n  annotations:\n    notes: |\n      one\n      two")
    .replace(/( +)(image: .*)/, '$1$2\n$1command:\n$1  - sh\n$1  - |\n$1    set -e\n$1    exec agent');
  await openForm(page, text);
  await expect(control(page, "metadata.annotations[notes]")).toHaveValue("one\ntwo\n");
  await openStep(page, "Containers");
  await openCards(page);
  const script = control(page, "spec.template.spec.containers[0].command[1]");
  await expect(script).toHaveValue("set -e\nexec agent\n");
  await script.fill("set -ex\nexec agent\n");
  await openStep(page, "Review");
  expect(await page.getByLabel("Manifest").textContent()).toBe(text.replace("set -e\n", "set -ex\n"));
});

test("a toleration of everything, beside one that says neither operator nor effect", async ({ page }) => {
  const text = manifestWith(`      tolerations:
        - key: node-role.kubernetes.io/etcd
          value: "true"
`);
  await openForm(page, text);
  await openStep(page, "Nodes");
  await page.getByRole("button", { name: "Add Tolerations" }).click();
  await control(page, `${pod}.tolerations[1].operator`).selectOption("Exists");
  await openStep(page, "Review");
  const whole = (await page.getByLabel("Manifest").textContent()) ?? "";
  expect(whole).toBe(text.replace('value: "true"\n', 'value: "true"\n        - operator: Exists\n'));
  await openStep(page, "Nodes");
  await control(page, `${pod}.tolerations[1].value`).fill("x");
  await expect(control(page, `${pod}.tolerations[1].value`).or(control(page, `${pod}.tolerations[1].operator`)).first()).toBeVisible();
  await expect(page.locator(".wizard-form .field-problem").filter({ hasText: /value must be empty/ })).toBeVisible();
});

test("several lines that are pasted into a line stay several lines", async ({ page }) => {
  await openForm(page, manifest("pasted"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Command", exact: true }).click();
  await page.getByRole("button", { name: "Add Arguments" }).click();
  const argument = control(page, "spec.template.spec.containers[0].args[0]");
  await argument.fill("run: ");
  await argument.evaluate((element: HTMLInputElement) => {
    element.setSelectionRange(5, 5);
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "set -e\nexec agent  ");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(argument).toHaveValue("run: set -e\nexec agent  ");
  await openStep(page, "Review");
  const text = (await page.getByLabel("Manifest").textContent()) ?? "";
  expect(parse(text).spec.template.spec.containers[0].args).toEqual(["run: set -e\nexec agent  "]);
});

test("an init container, a sidecar, moved, duplicated and removed", async ({ page }) => {
  await openForm(page, manifest("init"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Add init container" }).click();
  await page.getByLabel("Name", { exact: true }).fill("prepare");
  await page.getByLabel("Image", { exact: true }).fill("registry.k8s.io/prepare:1");
  await page.getByRole("button", { name: "Add sidecar" }).click();
  await page.getByLabel("Name", { exact: true }).fill("reload");
  const tabs = page.getByRole("tab");
  await expect(tabs).toHaveText([/main/, /init\s*prepare/, /sidecar\s*reload/]);
  await page.getByRole("button", { name: "Move earlier" }).click();
  await expect(tabs).toHaveText([/main/, /sidecar\s*reload/, /init\s*prepare/]);
  await expect(tabs.nth(1)).toHaveAttribute("aria-selected", "true");
  await tabs.nth(2).click();
  await page.getByRole("button", { name: "Duplicate" }).click();
  await expect(page.getByLabel("Image", { exact: true })).toHaveValue("registry.k8s.io/prepare:1");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
  await page.getByRole("button", { name: "Remove container" }).click();
  await expect(tabs).toHaveCount(3);
});

test("with everything open, every step is accessible", async ({ page }) => {
  test.slow();
  await openForm(page, manifest("open"));
  for (const step of steps) {
    await openStep(page, step);
    // What the shelves offer, each opened once.
    for (let round = 0; round < 40; round += 1) {
      const offers = page.locator(".wizard-form .shelf > .button-quiet:not([aria-disabled]):not(.container-acts *)");
      if ((await offers.count()) === 0) {
        break;
      }
      await offers.first().click();
    }
    await openCards(page);
    await expectAccessible(page);
  }
});
