import { editor, manifest, showAs, typeAnew } from "../editor.js";
import { expect, test, uniqueName } from "../fixtures.js";

const address = "/clusters/sandbox/create?namespace=default";

for (const { what, broken, hint, answer, mended } of [
  {
    what: "a no-break space",
    broken: (text: string) => text.replace("image: ", "image:\u00a0"),
    hint: "A no-break space",
    answer: "Put plain spaces",
    mended: "image: registry.k8s.io/pause:3.10",
  },
  {
    what: "curly quotes",
    broken: (text: string) => text.replace("namespace: default", "namespace: \u201cdefault\u201d"),
    hint: "These quotes are not those of YAML",
    answer: "Put straight quotes",
    mended: 'namespace: "default"',
  },
  {
    what: "a full-width colon",
    broken: (text: string) => text.replace("image: ", "image\uff1a"),
    hint: "This mark is not that of YAML",
    answer: "Put plain marks",
    mended: "image: registry.k8s.io/pause:3.10",
  },
]) {
  test(`${what} is named, and one click puts what was meant`, async ({ page }) => {
    await page.goto(address);
    await showAs(page, "YAML");
    const text = manifest(uniqueName("hint"));
    await typeAnew(page, broken(text));
    const problems = page.getByRole("region", { name: "Problems" });
    await expect(problems).toContainText(hint);
    await problems.getByRole("button", { name: answer }).click();
    await expect(editor(page)).toContainText(mended);
    await expect(problems).not.toContainText(hint);
    // Others may run the same image, which is worth knowing and no error.
    await expect(problems.getByText("Error:")).toHaveCount(0);
  });
}

test("a template that was not rendered is one problem", async ({ page }) => {
  await page.goto(address);
  await showAs(page, "YAML");
  const text = manifest(uniqueName("template"))
    .replace("image: registry.k8s.io/pause:3.10", "image: {{ .Values.image }}")
    .replace("namespace: default", "namespace: {{ .Release.Namespace }}");
  await typeAnew(page, text);
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText("a template of Helm or the like");
  await expect(problems.getByRole("listitem")).toHaveCount(1);
});
