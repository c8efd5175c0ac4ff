import { editor, manifest, showAs, typeAnew } from "../editor.js";
import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";

const address = "/clusters/sandbox/create?namespace=default";

test("a DaemonSet is created by YAML", async ({ page }) => {
  const name = uniqueName("yaml");
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, manifest(name));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("comments and unknown fields survive the form, and undo goes through both", async ({ page }) => {
  const name = uniqueName("kept");
  await page.goto(address);
  await page.getByLabel("Name", { exact: true }).fill("before");
  await showAs(page, "YAML");
  const text = manifest("before").replace(
    "  namespace: default",
    "  # who to ask\n  annotations:\n    example.com/team: storage # since spring\n  namespace: default",
  );
  await typeAnew(page, text);
  await showAs(page, "Form");
  await expect(page.locator("[id='metadata.annotations[example.com/team]']")).toHaveValue("storage");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await showAs(page, "YAML");
  await expect(editor(page)).toContainText("# who to ask");
  await expect(editor(page)).toContainText("example.com/team: storage # since spring");
  await expect(editor(page)).toContainText(`name: ${name}`);
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(editor(page)).not.toContainText(`name: ${name}`);
  await expect(editor(page)).toContainText("# who to ask");
});

test("a text that does not parse stays as typed, with its problem at its line", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  const broken = manifest("broken").replace("    spec:\n", "    spec: [\n");
  await typeAnew(page, broken);
  await showAs(page, "Form");
  await expect(page.getByRole("alert")).toContainText(/Line \d+/);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("broken");
  await page.getByRole("button", { name: "Show the line" }).click();
  await expect(editor(page)).toContainText("spec: [");
  await expect(page.locator(".cm-lint-marker-error")).not.toHaveCount(0);
});

test("a problem leads to its control and to its line", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, `${manifest("jump")}          imagePullPolicy: Perhaps\n`);
  await showAs(page, "Form");
  const problem = page.getByRole("region", { name: "Problems" }).getByRole("listitem").first();
  await problem.getByRole("button", { name: /imagePullPolicy/ }).click();
  await expect(page.getByLabel("Pull policy")).toBeFocused();
  await problem.getByRole("button", { name: /^Line/ }).click();
  await expect(editor(page)).toBeFocused();
  await expect(page.locator(".cm-activeLine")).toContainText("imagePullPolicy:");
});

test("an edit as JSON and one in the form leave comments and quotes of the YAML alone", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  const text = `# who to ask\n${manifest("json")}`
    .replace("  namespace: default", "  # since spring\n  namespace: 'default' # quoted");
  await typeAnew(page, text);
  await showAs(page, "JSON");
  await expect(editor(page)).toContainText('"kind": "DaemonSet"');
  await expect(page.getByText("Its comments are not shown, and stay where they are")).toBeVisible();
  const labels = { app: "json" };
  const containers = [{ name: "main", image: "registry.k8s.io/pause:3.9" }];
  const typed = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "json", namespace: "default" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
  await typeAnew(page, JSON.stringify(typed, null, 2));
  await showAs(page, "Form");
  await page.getByLabel("Name", { exact: true }).fill("json-two");
  await showAs(page, "YAML");
  for (const kept of ["# who to ask", "# since spring", "namespace: 'default' # quoted", "matchLabels: {app: json}"]) {
    await expect(editor(page)).toContainText(kept);
  }
  await expect(editor(page)).toContainText("image: registry.k8s.io/pause:3.9");
  await expect(editor(page)).toContainText("name: json-two");
});

test("half-typed JSON is not left behind without a word", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, manifest("half"));
  await showAs(page, "JSON");
  await typeAnew(page, '{\n  "kind": \n}\n');
  await page.getByRole("radio", { name: "Form" }).click();
  await expect(page.getByText("What you typed last is not in the manifest yet")).toBeVisible();
  await expect(editor(page)).toContainText('"kind":');
  await page.getByRole("button", { name: "Discard it" }).click();
  await showAs(page, "YAML");
  await expect(editor(page)).toContainText("name: half");
});

test("a control shows what the document says where an edit is refused", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  const text = manifest("shared")
    .replace("matchLabels: {app: shared}", "matchLabels: &app {app: shared}")
    .replace("labels: {app: shared}", "labels: *app");
  await typeAnew(page, text);
  await showAs(page, "Form");
  const selector = page.getByRole("group", { name: "Selector" }).getByLabel("Value");
  await selector.fill("other");
  await expect(page.getByText("is shared with other fields through a YAML anchor")).toBeVisible();
  await expect(selector).toHaveValue("shared");
});

test("whatever stands beside the DaemonSet is created with it, and not saved with one that is there", async ({
  page,
  server,
}) => {
  const name = uniqueName("beside");
  const beside = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: b}\n`;
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, manifest(name) + beside);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await server.kubernetes("GET", `/api/v1/namespaces/default/configmaps/${name}`);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit`);
  await showAs(page, "YAML");
  await typeAnew(page, manifest(name) + beside);
  const problems = page.getByRole("region", { name: "Problems" });
  await problems.getByRole("button", { name: "Line 18" }).click();
  await expect(page.locator(".cm-activeLine")).toContainText("kind: ConfigMap");
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveAttribute("aria-disabled", "true");
});

test("a Service that was left from before and says the same can be kept", async ({ page, server }) => {
  const name = uniqueName("left");
  const spec = { selector: { app: name }, ports: [{ port: 80 }] };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name }, spec };
  const path = `/api/v1/namespaces/default/services/${name}`;
  await server.kubernetes("POST", "/api/v1/namespaces/default/services", service);
  const left = (await server.kubernetes("GET", path)) as { metadata: { uid: string } };
  await page.goto(address);
  await showAs(page, "YAML");
  await typeAnew(page, `${manifest(name)}---\n${JSON.stringify(service)}\n`);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("says the same");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Keep the Service and create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const kept = (await server.kubernetes("GET", path)) as { metadata: { uid: string } };
  expect(kept.metadata.uid).toBe(left.metadata.uid);
});
