// Arithmetic on texts and places.

import type { ChangeSpec, Text } from "@codemirror/state";

/**
 * The one replacement that turns `before` into `after`, as short as possible, or `null` where they
 * are equal. Marks and the cursor outside of it then stay where they are.
 */
export function smallestChange(before: string, after: string): ChangeSpec | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return {
    from: start,
    to: before.length - end,
    insert: after.slice(start, after.length - end),
  };
}

/**
 * The offset of a place given by line and column, both counted from 1, the column in characters
 * (code points, where CodeMirror counts UTF-16 units). A place outside of the text becomes the
 * nearest one in it.
 */
export function offsetOf(doc: Text, line: number, column: number): number {
  const { from, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  let units = 0;
  for (const character of text) {
    if (--column < 1) break;
    units += character.length;
  }
  return from + units;
}
