// The editor in the console's colours: tokens only, so that it follows light and dark by itself.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const frame = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-monospace)", lineHeight: "20px" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--ink-third)",
    backgroundColor: "var(--panel)",
    border: "none",
    paddingLeft: "4px",
  },
  ".cm-activeLine": { backgroundColor: "var(--editor-active-line)" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "var(--editor-active-line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--editor-selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-searchMatch": { backgroundColor: "var(--pending-soft)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--pending-soft)", outline: "1px solid var(--pending)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-foldGutter span": { color: "var(--ink-third)", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    color: "var(--ink-second)",
    backgroundColor: "var(--line-fine)",
    border: "none",
    padding: "0 6px",
  },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "6px 3px" },
  ".cm-lint-marker": { width: "8px", height: "8px", borderRadius: "2px" },
  ".cm-lint-marker-error": { content: "''", backgroundColor: "var(--failing)" },
  ".cm-lint-marker-warning": { content: "''", backgroundColor: "var(--pending)" },
  ".cm-lint-marker-info": { content: "''", backgroundColor: "var(--updating)", borderRadius: "4px" },
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-error": {
    textDecoration: "underline wavy var(--failing)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    textDecoration: "underline wavy var(--pending)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-info": { textDecoration: "underline dotted var(--updating)", textUnderlineOffset: "3px" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "var(--shadow)",
    maxWidth: "480px",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 12px", border: "none", fontFamily: "var(--font)" },
  ".cm-diagnosticSource": { fontFamily: "var(--font-monospace)", fontSize: "12px", color: "var(--ink-second)", opacity: "1" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--page)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 28px 8px 12px", fontFamily: "var(--font)" },
  ".cm-panel.cm-search label": { fontSize: "12px", color: "var(--ink-second)" },
  ".cm-textfield": {
    fontSize: "13px",
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line-control)",
    borderRadius: "6px",
    padding: "3px 8px",
  },
  ".cm-button": {
    fontSize: "12px",
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    backgroundImage: "none",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    padding: "3px 8px",
  },
  ".cm-panel button[name=close]": { color: "var(--ink-second)", fontSize: "16px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--editor-key)" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--editor-literal)" },
  { tag: tags.comment, color: "var(--ink-third)", fontStyle: "italic" },
  { tag: [tags.labelName, tags.typeName], color: "var(--editor-anchor)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.meta], color: "var(--ink-second)" },
]);

/** Frame and colours. */
export const theme: Extension = [frame, syntaxHighlighting(colours)];
