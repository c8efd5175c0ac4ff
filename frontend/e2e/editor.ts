import type { Page } from "@playwright/test";

/** Shows the manifest as `Form`, `YAML` or `JSON`. */
export async function showAs(page: Page, name: string) {
  await page.getByRole("radio", { name }).check();
}

/** The editor, with the whole text in it as long as it is no longer than the window. */
export function editor(page: Page) {
  return page.getByRole("textbox", { name: "Manifest" });
}

/** Pastes a text in the place of all that is in the editor. */
export async function typeAnew(page: Page, text: string) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await editor(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** A manifest that no cluster refuses. */
export function manifest(name: string): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: default
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: main
          image: registry.k8s.io/pause:3.10
`;
}
