import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import { parse } from "yaml";

import { showAs, typeAnew } from "../editor.js";
import { expect, test } from "../fixtures.js";
import { address, control, manifestWith, openCards, openForm, openStep, pod, steps } from "../form.js";

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

const corpus = join(import.meta.dirname, "../../../../shared/corpus/manifests");

/** Every n-th manifest of the corpus; all of them where `EVERYNODE_CORPUS` says so, or those whose names hold one of its words. */
function sample() {
  if (!existsSync(corpus)) {
    return [];
  }
  const files = readdirSync(corpus).filter((file) => file.endsWith(".yaml"));
  const wanted = process.env.EVERYNODE_CORPUS;
  if (wanted && wanted !== "all") {
    const words = wanted.split(",");
    return files.filter((file) => words.some((word) => file.includes(word)));
  }
  return files.filter((_, index) => wanted === "all" || index % 38 === 0);
}

/** What only the API server writes: who takes a manifest out of a cluster is offered to take it away. */
const served = /^(status\.|metadata\.(creationTimestamp|generation|resourceVersion|selfLink|uid)$)/;

/** What of a text the form does not show as it is. */
async function unshown(page: Page, text: string) {
  const found = new Map<string, string>();
  // What no control can hold, for it is no field or of another type, is listed with its place.
  const listed: string[] = [];
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
      listed.push(...(await page.locator(".set-in-yaml-path").allTextContents()));
    }
  }
  // Of a key that stands twice the last one counts, as for kubectl.
  return leaves(parse(text, { uniqueKeys: false })).filter(([path, leaf]) => {
    const isGiven = ["apiVersion", "kind"].includes(path) || served.test(path);
    const isListed = listed.some((place) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`));
    const value = found.get(path);
    // A number keeps the spelling of the text, such as 0644.
    const isSame = value === leaf || (value !== undefined && Number(value) === Number(leaf));
    return !isGiven && !isListed && !isSame;
  });
}

test("every leaf of real manifests has a control, looking changes nothing, and a change its line", async ({ page }) => {
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
    const manifest = page.getByLabel("Manifest", { exact: true });
    if ((await manifest.textContent()) !== text) {
      missing.push(`${file}: the text was changed`);
    }
    await openStep(page, "Containers");
    await page.getByRole("tab").first().click();
    const image = control(page, `${pod}.containers[0].image`);
    await image.fill(`${await image.inputValue()}-other`);
    await openStep(page, "Review");
    const before = text.split("\n");
    const after = ((await manifest.textContent()) ?? "").split("\n");
    const changed = after.filter((line, index) => line !== before[index]);
    if (after.length !== before.length || changed.length !== 1 || !changed[0]?.includes("-other")) {
      missing.push(`${file}: another image changes ${changed.join(" | ")}`);
    }
  }
  expect(missing).toEqual([]);
});
