import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

const daemonSet = (name: string, extra = "") => `\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
${extra}spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: agent   # as published
        image: registry.example.com/agent:1
`;

async function begin(page: import("@playwright/test").Page, namespace = "default") {
  await page.goto(`/clusters/sandbox/begin?namespace=${namespace}`);
  await expect(page.getByRole("heading", { level: 1, name: "Begin from…" })).toBeVisible();
}

test("every way to begin is on one page, in both themes and at 390 px", async ({ page }) => {
  await page.goto("/clusters/sandbox/daemonsets?namespace=default");
  await page.getByRole("link", { name: "Begin from…" }).click();
  await expect(page.getByRole("button", { name: "Begin with Node exporter" })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});

test("a template becomes a draft that can be created", async ({ page }) => {
  await begin(page);
  await page.getByRole("button", { name: "Begin with Node exporter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create DaemonSet" })).toBeVisible();
  await expect(page.locator("[id='metadata.name']")).toHaveValue("node-exporter");
});

test("a file goes in byte for byte, and out of the draft so", async ({ page, server }) => {
  const name = uniqueName("file");
  const text = `\ufeff---\r\n${daemonSet(name).replaceAll("\n", "\r\n")}`.slice(1);
  await begin(page);
  await page.getByLabel("Files").setInputFiles({ name: "agent.yaml", mimeType: "text/plain", buffer: Buffer.from(text) });
  await expect(page.locator("[id='metadata.name']")).toHaveValue(name);
  const id = new URL(page.url()).searchParams.get("draft");
  const draft = (await (await page.request.get(`/api/v1/drafts/${id}`)).json()) as { text: string };
  expect(draft.text).toBe(text);
  await page.locator("#write").click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await server.kubernetes("GET", `/apis/apps/v1/namespaces/default/daemonsets/${name}`);
});

test("what is no text is said at the file", async ({ page }) => {
  await begin(page);
  await page.getByLabel("Files").setInputFiles({ name: "a.yaml", mimeType: "text/plain", buffer: Buffer.from([0xff, 0xfe, 0x00]) });
  await expect(page.locator(".field-problem").filter({ hasText: "a.yaml is not a text in UTF-8." })).toBeVisible();
});

test("a text that was taken out of a cluster is cleaned where one wishes, and can be put back", async ({ page }) => {
  const name = uniqueName("taken");
  await begin(page, "logging");
  const brought = "  uid: 0af2\n  resourceVersion: \"12\"\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {}\n";
  await page.getByLabel("Manifest", { exact: true }).fill(`${daemonSet(name, brought)}status:\n  numberReady: 3\n`);
  await page.getByRole("button", { name: "Go on" }).click();
  const banner = page.getByRole("status").or(page.getByRole("alert")).filter({ hasText: "taken out of a cluster" });
  await expect(page.getByText("uid, resourceVersion").or(page.getByText("resourceVersion, uid"))).toBeVisible();
  await page.getByRole("button", { name: "Take it out" }).click();
  await expect(banner).toHaveCount(0);
  await page.goto(`${page.url()}&view=text`);
  await expect(page.locator(".cm-content")).not.toContainText("numberReady");
  await expect(page.locator(".cm-content")).toContainText("as published");
});

test("a namespace of the file wins, else it goes where one is", async ({ page, server }) => {
  const name = uniqueName("place");
  await server.kubernetes("POST", "/api/v1/namespaces", { metadata: { name: `${name}-ns` } });
  await begin(page, `${name}-ns`);
  await page.getByLabel("Manifest", { exact: true }).fill(daemonSet(name));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.locator(".wizard-note")).toContainText(`${name}-ns`);
  await page.locator("#write").click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await server.kubernetes("GET", `/apis/apps/v1/namespaces/${name}-ns/daemonsets/${name}`);
});

test("an address that is not fetched is said at the address", async ({ page }) => {
  await begin(page);
  const address = page.getByLabel("Address", { exact: true });
  for (const [typed, said] of [
    ["kube-flannel.yml", "This is no address of the form https://host/path."],
    ["http://github.com/a/b", "Only addresses that begin with https:// are fetched."],
    ["https://169.254.169.254/latest/meta-data/", "Only hosts with a name are fetched from."],
    ["https://kubernetes.default.svc/", "This console does not fetch from that host."],
  ]) {
    await address.fill(typed!);
    await address.press("Enter");
    await expect(page.locator(".field-problem").filter({ hasText: said! })).toBeVisible();
  }
});

test("what an address leads to becomes a draft", async ({ page }) => {
  const name = uniqueName("fetched");
  const address = "https://github.com/example/agent/blob/main/agent.yaml";
  // There is no internet where tests run; what is fetched from it is tested in the crate `fetch`.
  await page.route("**/api/v1/fetch", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    expect(route.request().postDataJSON()).toEqual({ address });
    await route.fulfill({ json: { address, text: daemonSet(name) } });
  });
  await begin(page);
  await page.getByLabel("Address", { exact: true }).fill(address);
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(page.locator("[id='metadata.name']")).toHaveValue(name);
});

test("one that runs is copied", async ({ page, server }) => {
  const name = uniqueName("runs");
  await server.createDaemonSet(name);
  await begin(page);
  await page.getByLabel("Namespace and name").fill(`default/${name}`);
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.locator("[id='metadata.name']")).toHaveValue(`${name}-copy`);
});
