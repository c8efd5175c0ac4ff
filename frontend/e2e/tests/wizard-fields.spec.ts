import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import { parse } from "yaml";

import { manifest, showAs, typeAnew } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

const address = "/clusters/sandbox/create?namespace=default";
const steps = ["Basic information", "Containers", "Volumes", "Nodes", "Update", "Network and identity"];

async function openStep(page: Page, name: string) {
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
}

/** Opens the form of a text. */
async function openForm(page: Page, text: string) {
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, text);
  await showAs(page, "Form");
}

function control(page: Page, path: string) {
  return page.locator(`[id=${JSON.stringify(path)}]`);
}

/** Opens every card that is one line. */
async function openCards(page: Page) {
  const closed = page.locator("button.card-closed");
  while ((await closed.count()) > 0) {
    await closed.first().click();
  }
}

/** What the controls of the page show, by the places that they are windows on. */
function shown(page: Page) {
  return page.evaluate(() => {
    const found: [string, string][] = [];
    for (const element of document.querySelectorAll<HTMLInputElement>(".wizard-form [id]")) {
      if (element.matches("input[type=checkbox]")) {
        found.push([element.id, String(element.checked)]);
      } else if (element.matches("input, select, textarea")) {
        found.push([element.id, element.value]);
      }
    }
    return found;
  });
}

/** The maps whose keys Kubernetes prints in brackets, whatever they are of. */
const maps = [
  "annotations",
  "labels",
  "limits",
  "matchLabels",
  "nodeSelector",
  "options",
  "overhead",
  "requests",
  "volumeAttributes",
];

/** The scalars of a value with their places, as Kubernetes prints them. */
function leaves(value: unknown, path = "", insideMap = false): [string, string][] {
  if (value === null || value === undefined) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  }
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([key, inner]) => {
      const isPlain = !insideMap && /^[\w-]+$/.test(key);
      const next = isPlain ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
      return leaves(inner, next, !insideMap && maps.includes(key));
    });
  }
  return [[path, String(value)]];
}

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

const pod = "spec.template.spec";

/** A manifest with something in its pod's spec, and something in its container. */
function manifestWith(inPod: string, inContainer = ""): string {
  return manifest("only").replace("      containers:", `${inPod}      containers:`).trimEnd().concat("\n", inContainer);
}

const onlyThat: { what: string; text: string; step: string; path: string; value: string; from: string; to: string }[] = [
  {
    what: "a weight, beside its preference",
    text: manifestWith(`      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
                matchFields:
                  - {key: metadata.name, operator: In, values: [n1]}
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 40 # not more
              preference: {matchExpressions: [{key: zone, operator: Exists}]}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 7
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                namespaceSelector: {}
`),
    step: "Nodes",
    path: `${pod}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight`,
    value: "60",
    from: "weight: 40 #",
    to: "weight: 60 #",
  },
  {
    what: "a period, beside a named port and empty headers",
    text: manifestWith(
      "",
      `          ports: [{name: http, containerPort: 80}]
          readinessProbe:
            periodSeconds: 5
            httpGet:
              port: http
              httpHeaders:
                - name: Host
                  value: a.example
                - name: X-Empty
                  value: ""
          startupProbe:
            grpc: {port: 90, service: ""}
`,
    ),
    step: "Containers",
    path: `${pod}.containers[0].readinessProbe.periodSeconds`,
    value: "7",
    from: "periodSeconds: 5",
    to: "periodSeconds: 7",
  },
  {
    what: "a variable, beside a projected volume that is mounted twice",
    text: manifestWith(
      `      volumes:
        - name: all
          projected:
            sources:
              - configMap: {name: c, items: [{key: a, path: b}]}
              - secret: {name: s}
              - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
              - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 7200}
        - name: inline
          csi: {driver: x.example, volumeAttributes: {a: "1"}}
`,
      `          env:
            - {name: LEVEL, value: info}
            - name: POD
              valueFrom: {fieldRef: {fieldPath: metadata.name}}
          volumeMounts:
            - {name: all, mountPath: /a, subPath: token}
            - {name: all, mountPath: /b, subPathExpr: $(POD)}
`,
    ),
    step: "Containers",
    path: `${pod}.containers[0].env[0].value`,
    value: "yes",
    from: "value: info",
    to: 'value: "yes"',
  },
  {
    what: "an item with blanks at its end",
    text: manifestWith("", '          args: ["-c", "a  ", "", "echo \\"$(NODE)\\" # it"]\n'),
    step: "Containers",
    path: `${pod}.containers[0].args[0]`,
    value: "0123",
    from: '["-c"',
    to: '["0123"',
  },
];

for (const { what, text, step, path, value, from, to } of onlyThat) {
  test(`one value is changed and nothing else: ${what}`, async ({ page }) => {
    await openForm(page, text);
    await openStep(page, step);
    await openCards(page);
    await control(page, path).fill(value);
    for (const other of steps) {
      await openStep(page, other);
      await openCards(page);
    }
    await openStep(page, "Review");
    expect(text).toContain(from);
    expect(await page.getByLabel("Manifest").textContent()).toBe(text.replace(from, to));
  });
}

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

const corpus = join(import.meta.dirname, "../../../../shared/corpus/manifests");

/** Every n-th manifest of the corpus; all of them where `EVERYNODE_CORPUS` says so. */
function sample() {
  if (!existsSync(corpus)) {
    return [];
  }
  const files = readdirSync(corpus).filter((file) => file.endsWith(".yaml"));
  const every = process.env.EVERYNODE_CORPUS === "all" ? 1 : 38;
  return files.filter((_, index) => index % every === 0);
}

/** What of a text the form does not show as it is. */
async function unshown(page: Page, text: string) {
  const found = new Map<string, string>();
  for (const step of steps) {
    await openStep(page, step);
    const count = step === "Containers" ? await page.getByRole("tab").count() : 1;
    for (let tab = 0; tab < count; tab += 1) {
      if (step === "Containers") {
        await page.getByRole("tab").nth(tab).click();
      }
      await openCards(page);
      for (const [path, value] of await shown(page)) {
        found.set(path, value);
      }
    }
  }
  return leaves(parse(text)).filter(([path, leaf]) => {
    const isGiven = ["apiVersion", "kind"].includes(path) || path.startsWith("status.");
    const value = found.get(path);
    // A number keeps the spelling of the text, such as 0644.
    const isSame = value === leaf || (value !== undefined && Number(value) === Number(leaf));
    return !isGiven && !isSame;
  });
}

test("every leaf of real manifests has a control, and looking changes nothing", async ({ page }) => {
  const files = sample();
  test.skip(files.length === 0, `${corpus} is not there`);
  test.setTimeout(60_000 + files.length * 30_000);
  await page.goto(address);
  const missing: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(corpus, file), "utf8");
    await showAs(page, "YAML");
    await typeAnew(page, text);
    await showAs(page, "Form");
    for (const [path, leaf] of await unshown(page, text)) {
      missing.push(`${file}: ${path}: ${leaf}`);
    }
    await openStep(page, "Review");
    if ((await page.getByLabel("Manifest").textContent()) !== text) {
      missing.push(`${file}: the text was changed`);
    }
  }
  expect(missing).toEqual([]);
});
