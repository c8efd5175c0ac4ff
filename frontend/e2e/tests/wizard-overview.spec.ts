import { manifest } from "../editor.js";
import { expect, expectAccessible, test } from "../fixtures.js";
import { control, manifestWith, openForm, openStep, pod } from "../form.js";

test("rules of nodes are sentences, taken away one by one", async ({ page }) => {
  await openForm(
    page,
    manifestWith(
      "      nodeSelector:\n        kubernetes.io/os: linux\n      tolerations:\n      - key: nvidia.com/gpu\n        operator: Exists\n",
    ),
  );
  await openStep(page, "Nodes");
  await expect(page.getByRole("button", { name: "only where kubernetes.io/os=linux", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "tolerates nvidia.com/gpu", exact: true }).click();
  await expect(control(page, `${pod}.tolerations[0].key`)).toBeFocused();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take away: tolerates nvidia.com/gpu" }).click();
  await page.getByRole("button", { name: "Take away: only where kubernetes.io/os=linux" }).click();
  await openStep(page, "Review");
  await expect(page.getByLabel("Manifest", { exact: true })).toHaveText(manifest("only"), { useInnerText: false });
});

test("where each container sees each volume is one table", async ({ page }) => {
  const second = "        - name: second\n          image: registry.k8s.io/pause:3.10\n";
  await openForm(page, manifestWith("      volumes:\n      - name: data\n        emptyDir: {}\n", second));
  await openStep(page, "Volumes");
  const cell = page.getByRole("textbox", { name: "Where second sees data" });
  await cell.fill("/data");
  await cell.blur();
  await expect(control(page, `${pod}.containers[1].volumeMounts[0].mountPath`)).toHaveValue("/data");
  await expectAccessible(page);
  await cell.fill("");
  await cell.blur();
  await expect(control(page, `${pod}.containers[1].volumeMounts[0].mountPath`)).toHaveCount(0);
});

test("in a wide window the text stands beside the form and follows it", async ({ page }) => {
  await page.setViewportSize({ width: 1680, height: 900 });
  await openForm(page, manifest("wide"));
  const beside = page.getByRole("region", { name: "The manifest beside the form" });
  await expect(beside).toContainText("kind: DaemonSet");
  await openStep(page, "Containers");
  const image = control(page, `${pod}.containers[0].image`);
  await image.fill("registry.k8s.io/pause:3.9");
  await expect(beside).toContainText("registry.k8s.io/pause:3.9");
  await expect(image).toBeFocused();
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(beside).toHaveCount(0);
});
