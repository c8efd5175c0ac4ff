import { manifest } from "../editor.js";
import { expect, expectAccessible, test } from "../fixtures.js";
import { control, openForm, openStep, pod } from "../form.js";

test("what a field is says the cluster, by a mark and by a key", async ({ page }) => {
  await openForm(page, manifest("told"));
  await openStep(page, "Containers");
  const image = control(page, `${pod}.containers[0].image`);
  await image.focus();
  await page.keyboard.press("F1");
  const told = page.getByRole("complementary", { name: "Documentation" });
  await expect(told).toContainText("Container.image");
  await expect(told).toContainText("Container image name");
  await expect(image).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(told).toBeHidden();
  await image.hover();
  const mark = (field: string) => page.locator(`[data-field="${field}"] > .ask-button`);
  await mark("Container.imagePullPolicy").click();
  await expect(told).toContainText("IfNotPresent");
  // Another field is read in its place; the same mark puts it away.
  await mark("Container.image").click();
  await expect(told).toContainText("Container image name");
  await mark("Container.image").click();
  await expect(told).toBeHidden();
});
