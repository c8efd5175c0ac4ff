import { expect, test } from "../fixtures.js";

/** Words and the grounds they stand on: at least 4.5 to 1. */
const TEXT = [
  ["ink", "page"],
  ["ink-second", "page"],
  ["ink-second", "panel"],
  ["ink-second", "hover"],
  ["ink-third", "page"],
  ["ink-third", "panel"],
  ["accent", "page"],
  ["accent", "panel"],
  ["accent", "accent-soft"],
  ["accent-ink", "accent"],
  ["accent-ink", "accent-hover"],
  ["ready-ink", "ready-soft"],
  ["pending-ink", "pending-soft"],
  ["failing-ink", "failing-soft"],
  ["failing-ink", "panel"],
  ["ink", "pending-soft"],
  ["ink", "failing-soft"],
] as const;

/** Shapes that carry meaning, and their grounds: at least 3 to 1. */
const SHAPES = [
  ["ready", "panel"],
  ["ready", "ready-soft"],
  ["updating", "panel"],
  ["pending", "panel"],
  ["pending", "pending-soft"],
  ["failing", "panel"],
  ["left-out", "panel"],
  ["line-control", "panel"],
  ["accent", "panel"],
] as const;

for (const colorScheme of ["light", "dark"] as const) {
  test(`every pair of tokens has its contrast in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const ratios = await page.evaluate(
      (pairs) => {
        const probe = document.body.appendChild(document.createElement("i"));
        const luminance = (token: string) => {
          probe.style.color = `var(--${token})`;
          const channels = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
          const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
            const share = Number(channel) / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        return pairs.map(([shape, ground]) => {
          const [a, b] = [luminance(shape), luminance(ground)];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        });
      },
      [...TEXT, ...SHAPES],
    );
    const wanted = [...TEXT.map(() => 4.5), ...SHAPES.map(() => 3)];
    const names = [...TEXT, ...SHAPES].map((pair) => pair.join(" on "));
    const missed = names.filter((_, at) => (ratios[at] ?? 0) < (wanted[at] ?? 0));
    expect(missed).toEqual([]);
  });
}
