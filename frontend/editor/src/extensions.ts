// What the editor is made of.

import { defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState, type Extension, type StateEffect } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  type Command,
} from "@codemirror/view";
import type { Options } from "./main";
import { knowledge } from "./knowledge";
import { theme } from "./theme";
import { where } from "./where";

/** What a manifest can be written in. */
export type Language = "yaml" | "json";

const languages: Record<Language, () => Extension> = { yaml, json };
const compartment = new Compartment();

/** The part that can be exchanged while the editor is open. */
export const language = {
  /** The effect that exchanges it. */
  reconfigure: (name: Language): StateEffect<unknown> => compartment.reconfigure(languages[name]()),
};

const compared = new Compartment();

/** What the text is held against. */
export const comparison = {
  /** The effect that holds it against another text, or against none. */
  reconfigure: (text: string | undefined): StateEffect<unknown> =>
    compared.reconfigure(
      text === undefined
        ? []
        : unifiedMergeView({ original: text.replace(/\r\n?/g, "\n"), mergeControls: false, collapseUnchanged: {} }),
    ),
};

/** Everything but the listener that hands changes over. */
export function extensions(options: Options): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    codeFolding(),
    lintGutter(),
    highlightSpecialChars(),
    drawSelection(),
    rectangularSelection(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    history(options),
    knowledge(options.knowledge),
    where(options.places),
    compared.of([]),
    keymap.of([
      { key: "Tab", run: softTab, shift: indentLess },
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    compartment.of(languages[options.language]()),
    theme,
    EditorState.phrases.of(options.phrases),
    EditorView.contentAttributes.of({
      "aria-label": options.label,
      "aria-description": options.hint,
      // It can take the focus by itself; that it scrolls by keyboard is seen by this alone.
      tabindex: "0",
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
    options.nonce === "" ? [] : EditorView.cspNonce.of(options.nonce),
  ];
}

/** Spaces up to the next indentation stop, as YAML knows no tabs; a selection is indented whole. */
const softTab: Command = (view) => {
  const { state } = view;
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
  view.dispatch(
    state.changeByRange((range) => {
      const column = range.from - state.doc.lineAt(range.from).from;
      const spaces = " ".repeat(2 - (column % 2));
      return {
        changes: { from: range.from, insert: spaces },
        range: EditorSelection.cursor(range.from + spaces.length),
      };
    }),
    { scrollIntoView: true, userEvent: "input" },
  );
  return true;
};

/** Undo and redo by key or by the browser's own menu, both asked of the document. */
function history({ onUndo, onRedo }: Options): Extension {
  const command =
    (ask: () => void): Command =>
    () => {
      ask();
      return true;
    };
  return [
    keymap.of([
      { key: "Mod-z", run: command(onUndo), preventDefault: true },
      { key: "Mod-y", mac: "Mod-Shift-z", run: command(onRedo), preventDefault: true },
      { linux: "Ctrl-Shift-z", run: command(onRedo), preventDefault: true },
    ]),
    EditorView.domEventHandlers({
      beforeinput: (event) => {
        if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return false;
        event.preventDefault();
        if (event.inputType === "historyUndo") onUndo();
        else onRedo();
        return true;
      },
    }),
  ];
}
