import { manifest, showAs } from "../editor.js";
import { expect, test, uniqueName } from "../fixtures.js";
import { control, openForm, openStep, pod } from "../form.js";

const container = `${pod}.containers[0]`;

test("texts that YAML could take for something else stay texts, byte for byte", async ({ page, server }) => {
  const name = uniqueName("texts");
  const script = "if [ \"$1\" = 'a # b' ]; then\n  echo \"$(NODE_NAME)\"\nfi\n";
  const args = ["-c", script, "", "two blanks  "];
  const values = ["yes", "on", "0123", "1e3", "null", ""];
  await openForm(page, manifest(name));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Command", exact: true }).click();
  const list = control(page, `${container}.args`);
  for (const [at, text] of args.entries()) {
    await list.getByRole("button", { name: /^Add/ }).click();
    const field = control(page, `${container}.args[${at}]`);
    if (text.includes("\n")) {
      await field.focus();
      await page.evaluate((pasted) => {
        const data = new DataTransfer();
        data.setData("text/plain", pasted);
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.activeElement?.dispatchEvent(event);
      }, text);
    } else {
      await field.fill(text === "" ? "x" : text);
      await field.fill(text);
    }
  }
  await page.getByRole("button", { name: "Environment" }).click();
  const variables = control(page, `${container}.env`);
  for (const [at, text] of values.entries()) {
    await variables.getByRole("button", { name: /^Add/ }).click();
    await control(page, `${container}.env[${at}].name`).fill(`V${at}`);
    const field = control(page, `${container}.env[${at}].value`);
    await field.fill(text === "" ? "x" : text);
    await field.fill(text);
  }
  for (let turn = 0; turn < 2; turn += 1) {
    await showAs(page, "JSON");
    await showAs(page, "YAML");
    await showAs(page, "Form");
  }
  await expect(control(page, `${container}.args[1]`)).toHaveValue(script);
  await page.getByRole("button", { name: "Create", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const made = (await server.kubernetes("GET", `/apis/apps/v1/namespaces/default/daemonsets/${name}`)) as {
    spec: { template: { spec: { containers: { args: string[]; env: { value?: string }[] }[] } } };
  };
  const stored = made.spec.template.spec.containers[0];
  expect(stored?.args).toEqual(args);
  expect(stored?.env.map((variable) => variable.value ?? "")).toEqual(values);
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit`);
  await openStep(page, "Containers");
  await page.locator("button.card-closed", { hasText: "Command" }).click();
  await expect(control(page, `${container}.args[1]`)).toHaveValue(script);
  await expect(control(page, `${container}.args[3]`)).toHaveValue("two blanks  ");
});

test("one number for two protocols stays two ports, in the containers and in their Service", async ({ page, server }) => {
  const name = uniqueName("dns");
  await openForm(page, manifest(name));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Ports" }).click();
  const ports = control(page, `${container}.ports`);
  await control(page, `${container}.ports[0].containerPort`).fill("53");
  await ports.getByRole("button", { name: /^Add/ }).click();
  await control(page, `${container}.ports[1].containerPort`).fill("53");
  await control(page, `${container}.ports[1].protocol`).selectOption("UDP");
  await openStep(page, "Network and identity");
  await page.getByRole("button", { name: "Headless Service" }).click();
  await expect(control(page, "[1].spec.ports[1].protocol")).toHaveValue("UDP");
  // Of several ports each has a name of its own, which is asked for.
  const first = control(page, "[1].spec.ports[0].name");
  await first.fill(await control(page, "[1].spec.ports[1].name").inputValue());
  await first.blur();
  await expect(page.getByText("Duplicate value").first()).toBeVisible();
  await first.fill("tcp-53");
  await page.getByRole("button", { name: "Create", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}/edit`);
  await openStep(page, "Containers");
  await page.locator("button.card-closed", { hasText: "Ports" }).click();
  await control(page, `${container}.ports[0].containerPort`).fill("5353");
  await control(page, `${container}.ports[1].containerPort`).fill("5353");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const read = async (path: string) => (await server.kubernetes("GET", path)) as { spec: Record<string, unknown> };
  const saved = await read(`/apis/apps/v1/namespaces/default/daemonsets/${name}`);
  expect(JSON.stringify(saved.spec)).toContain(
    '"ports":[{"containerPort":5353,"protocol":"TCP"},{"containerPort":5353,"protocol":"UDP"}]',
  );
  const service = await read(`/api/v1/namespaces/default/services/${name}`);
  expect(service.spec["ports"]).toMatchObject([
    { port: 53, protocol: "TCP" },
    { port: 53, protocol: "UDP" },
  ]);
});
