// What the scripts share that measure the wizard; it stands behind each.

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Puts a manifest into the wizard, as text. */
async function begin(page, origin, manifest) {
  await page.goto(`${origin}/clusters/sandbox/create?namespace=default`);
  await page.getByRole("radio", { name: "YAML" }).check();
  const editor = page.getByRole("textbox", { name: "Manifest" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, manifest);
  await page.locator(".node-grid-zones").first().waitFor();
  await page.waitForTimeout(1_000);
}
