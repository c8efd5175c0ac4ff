import { parse } from "yaml";

import { manifest } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import { control, openForm, openStep, pod } from "../form.js";

const container = `${pod}.containers[0]`;

/** Pastes a text into the control that has the focus. */
async function paste(page: import("@playwright/test").Page, text: string) {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, text);
}

/** The manifest as the last step shows it. */
async function written(page: import("@playwright/test").Page) {
  await openStep(page, "Review");
  const text = await page.getByLabel("Manifest", { exact: true }).textContent();
  return parse(text ?? "") as {
    metadata: { labels: Record<string, string> };
    spec: {
      template: {
        metadata: { annotations?: Record<string, string> };
        spec: {
          containers: Record<string, unknown>[];
          volumes?: Record<string, unknown>[];
        };
      };
    };
  };
}

test("lines of an env file become variables, and lines of labels labels", async ({ page }) => {
  await openForm(page, manifest("pasted"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Environment" }).click();
  await control(page, `${container}.env`).getByRole("button", { name: /^Add/ }).click();
  await control(page, `${container}.env[0].name`).focus();
  await paste(page, "# where\nHOST=a.example\nexport TOKEN=\"a b\"\nPORT=80\n");
  await expect(control(page, `${container}.env[2].value`)).toHaveValue("80");
  await control(page, `${container}.env[0].name`).focus();
  await paste(page, "HOST=b.example");
  await expect(control(page, `${container}.env[0].value`)).toHaveValue("b.example");
  await openStep(page, "Basic information");
  await page.getByRole("group", { name: "Labels" }).first().getByRole("button", { name: "Add entry" }).click();
  await paste(page, "app.kubernetes.io/part-of: logging\ntier\tnode");
  const object = await written(page);
  expect(object.spec.template.spec.containers[0]?.["env"]).toEqual([
    { name: "HOST", value: "b.example" },
    { name: "TOKEN", value: "a b" },
    { name: "PORT", value: "80" },
  ]);
  expect(object.metadata.labels).toMatchObject({ "app.kubernetes.io/part-of": "logging", tier: "node" });
});

test("all keys of a ConfigMap become variables at once", async ({ page, server }) => {
  const name = uniqueName("keys");
  await server.kubernetes("POST", "/api/v1/namespaces/default/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { LEVEL: "info", HOST: "a.example" },
  });
  await openForm(page, manifest("keys"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Environment" }).click();
  await page.getByLabel("All keys of a ConfigMap").selectOption(name);
  const object = await written(page);
  expect(object.spec.template.spec.containers[0]?.["env"]).toEqual([
    { name: "HOST", valueFrom: { configMapKeyRef: { name, key: "HOST" } } },
    { name: "LEVEL", valueFrom: { configMapKeyRef: { name, key: "LEVEL" } } },
  ]);
});

test("a line of a shell is divided into its words", async ({ page }) => {
  await openForm(page, manifest("shell"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Command", exact: true }).click();
  await control(page, `${container}.command`).getByRole("button", { name: /^Add/ }).click();
  await control(page, `${container}.command[0]`).fill("sh -c 'echo \"a  b\"; sleep 1' --x=$(NODE_NAME)");
  await page.getByRole("button", { name: "Divide into 4 words" }).click();
  await expect(control(page, `${container}.command[2]`)).toHaveValue('echo "a  b"; sleep 1');
  const object = await written(page);
  expect(object.spec.template.spec.containers[0]?.["command"]).toEqual([
    "sh",
    "-c",
    'echo "a  b"; sleep 1',
    "--x=$(NODE_NAME)",
  ]);
});

test("a container takes the time zone of its node, and gives it back", async ({ page }) => {
  await openForm(page, manifest("zone"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Node's time zone" }).click();
  const object = await written(page);
  expect(object.spec.template.spec.volumes).toEqual([{ name: "host-time", hostPath: { path: "/etc/localtime" } }]);
  expect(object.spec.template.spec.containers[0]?.["volumeMounts"]).toEqual([
    { name: "host-time", mountPath: "/etc/localtime", readOnly: true },
  ]);
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Leave the container its own time zone" }).click();
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest", { exact: true })).toHaveText(manifest("zone"), { useInnerText: false });
});

test("files of logs are collected from a directory, under the container's name", async ({ page }) => {
  await openForm(page, manifest("logs"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Log collection" }).click();
  await page.getByLabel("Directory").fill("/var/log/agent");
  await page.getByRole("button", { name: "Collect", exact: true }).click();
  await page.getByLabel("Patterns of file names").fill("*.log, audit/*.json");
  await page.getByLabel("Patterns of file names").blur();
  await expectAccessible(page);
  await control(page, `${container}.name`).fill("other");
  const object = await written(page);
  const config = object.spec.template.metadata.annotations?.["logging.kubesphere.io/logsidecar-config"];
  expect(JSON.parse(config ?? "")).toEqual({
    containerLogConfigs: { other: { logs: ["*.log", "audit/*.json"] } },
  });
  expect(object.spec.template.spec.volumes).toEqual([{ name: "logs", emptyDir: {} }]);
});

test("the last step tells what is made and what the cluster adds, and gives the text away", async ({ page }) => {
  await openForm(page, manifest("review"));
  await openStep(page, "Network and identity");
  await page.getByRole("button", { name: "Headless Service" }).click();
  await openStep(page, "Review");
  await expect(page.getByText("The API server will store this; 14 of 24 nodes will run a pod.")).toBeVisible();
  await expect(page.getByText("DaemonSet default/review")).toBeVisible();
  await expect(page.getByText("Service default/review")).toBeVisible();
  await expect(page.getByText("spec.revisionHistoryLimit")).toBeVisible();
  const link = page.getByRole("link", { name: "Download" });
  await expect(link).toHaveAttribute("download", "review.yaml");
  const file = decodeURIComponent((await link.getAttribute("href")) ?? "");
  expect(file).toContain("kind: Service");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy as a kubectl command" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain("kubectl apply -f - <<'EOF'\n");
  expect(command.endsWith("EOF\n")).toBe(true);
  await expectAccessible(page);
});
