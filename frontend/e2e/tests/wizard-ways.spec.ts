import { expect, expectAccessible, test, uniqueName } from "../fixtures.js";
import { manifest } from "../editor.js";
import { control, openForm, openStep, pod } from "../form.js";

const services = "/api/v1/namespaces/default/services";

test("a way to the pods is a Service in the same text, edited by controls and created with them", async ({
  page,
  server,
}) => {
  const name = uniqueName("ways");
  await openForm(page, manifest("first"));
  await openStep(page, "Containers");
  await page.getByRole("button", { name: "Ports" }).click();
  await control(page, `${pod}.containers[0].ports[0].containerPort`).fill("9100");
  await control(page, `${pod}.containers[0].ports[0].name`).fill("metrics");
  await openStep(page, "Network and identity");
  await page.getByRole("button", { name: "Service on the own node" }).click();
  await expect(control(page, "[1].metadata.name")).toHaveValue("first");
  await expect(control(page, "[1].spec.ports[0].targetPort")).toHaveValue("metrics");
  await control(page, "[1].spec.ports[0].port").fill("70000");
  await control(page, "[1].spec.ports[0].port").blur();
  await expect(page.getByText("must be between 1 and 65535").first()).toBeVisible();
  await expectAccessible(page);
  await control(page, "[1].spec.ports[0].port").fill("80");
  await page.getByRole("button", { name: "Headless Service" }).click();
  await expect(control(page, "[2].metadata.name")).toHaveValue("first-headless");
  await page.getByRole("button", { name: "Take out the Service first-headless" }).click();
  await expect(control(page, "[2].metadata.name")).toHaveCount(0);
  // The name of the DaemonSet takes the Service along, the name of the port what leads to it.
  await openStep(page, "Basic information");
  await control(page, "metadata.name").fill(name);
  await openStep(page, "Containers");
  await control(page, `${pod}.containers[0].ports[0].name`).fill("scrape");
  await openStep(page, "Network and identity");
  await expect(control(page, "[1].metadata.name")).toHaveValue(name);
  await expect(control(page, "[1].spec.ports[0].targetPort")).toHaveValue("scrape");
  await page.getByRole("button", { name: "Create", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const made = (await server.kubernetes("GET", `${services}/${name}`)) as {
    spec: { internalTrafficPolicy: string; ports: { port: number }[] };
  };
  expect(made.spec.internalTrafficPolicy).toBe("Local");
  expect(made.spec.ports[0]?.port).toBe(80);
});

test("a field of a Service is found, and what is wrong with one leads to its control", async ({ page }) => {
  const service = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n  - port: 0 # why\n";
  await openForm(page, manifest("found") + service);
  await page.getByRole("complementary").getByText("must be between 1 and 65535").first().click();
  await expect(control(page, "[1].spec.ports[0].port")).toBeFocused();
  await control(page, "[1].spec.ports[0].port").fill("8080");
  await page.keyboard.press("Control+k");
  const find = page.getByRole("combobox", { name: "Find a field" });
  await find.fill("sessionAffinity");
  await find.press("Enter");
  await expect(control(page, "[1].spec.sessionAffinity")).toBeFocused();
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest")).toHaveText(
    manifest("found") + service.replace("port: 0", "port: 8080"),
    { useInnerText: false },
  );
});

test("a namespace is made with the DaemonSet, and what goes along says its name", async ({ page, server }) => {
  const name = uniqueName("team");
  await openForm(page, manifest("agent"));
  await openStep(page, "Network and identity");
  await page.getByRole("button", { name: "Headless Service" }).click();
  await openStep(page, "Basic information");
  await page.getByRole("button", { name: "New namespace" }).click();
  await page.getByRole("textbox", { name: "New namespace" }).fill(name);
  await expectAccessible(page);
  await openStep(page, "Review");
  await expect(page.getByText(`Service ${name}/agent`)).toBeVisible();
  await page.getByRole("button", { name: "Create", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "agent" })).toBeVisible();
  await server.kubernetes("GET", `/api/v1/namespaces/${name}/services/agent`);
});
