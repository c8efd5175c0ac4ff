// What the console knows of the text, as CodeMirror asks for it: what may stand at the cursor, and what a field is.

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension, Text } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";

/** One thing that may stand at the cursor. */
export interface Offer {
  /** What is shown, and searched in. */
  label: string;
  /** What is written. */
  written: string;
  /** What it holds. */
  holds: string;
  /** The field, for its documentation; empty for a name that exists. */
  field: string;
}

/** What the console offers at a place. */
export interface Offers {
  /** Where what is typed there begins and ends, in UTF-16 units. */
  from: number;
  to: number;
  offers: Offer[];
  /** Whether there are no others, so that more letters only leave some of these. */
  isWhole: boolean;
}

/** What the console knows. Places are offsets in UTF-16 units. */
export interface Knowledge {
  /** What may stand at the cursor; nothing where nothing is known. */
  offersAt: (text: string, offset: number) => Offers | undefined;
  /** The field at a place as `Struct.field`; empty for none. */
  fieldAt: (text: string, offset: number) => string;
  /** What the cluster says of a field. */
  explain: (field: string) => Promise<string>;
}

/** Completion and hover documentation by what the console knows. */
export function knowledge(known: Knowledge): Extension {
  const explanation = (field: string) => async (): Promise<Node | null> => {
    const said = await known.explain(field);
    return said === "" ? null : box(field, said);
  };
  const source = (context: CompletionContext): CompletionResult | null => {
    const found = known.offersAt(context.state.doc.toString(), context.pos);
    if (!found || found.offers.length === 0) return null;
    // Where nothing is typed, it is offered when asked for, and behind a colon.
    const isTyped = found.from < context.pos;
    if (!isTyped && !context.explicit && !isBehindColon(context.state.doc, context.pos)) return null;
    const options = found.offers.map(({ label, written, holds, field }, at): Completion => {
      return {
        label,
        apply: written,
        type: field === "" ? "constant" : "property",
        // As the console orders them, where the word says no more.
        boost: -at / found.offers.length,
        ...(holds && { detail: holds }),
        ...(field && { info: explanation(field) }),
      };
    });
    const range = { from: found.from, to: found.to, options };
    return found.isWhole ? { ...range, validFor: /^[\w.\-/:]*$/ } : range;
  };
  return [
    // What is offered is on the page already, so that nobody has to wait for a pause in the typing.
    autocompletion({ override: [source], icons: false, maxRenderedOptions: 100, activateOnTypingDelay: 10 }),
    keymap.of([...completionKeymap, { key: "Tab", run: acceptCompletion }, { key: "Escape", run: closeCompletion }]),
    hoverTooltip(async (view, offset): Promise<Tooltip | null> => {
      const field = known.fieldAt(view.state.doc.toString(), offset);
      if (field === "") return null;
      const said = await known.explain(field);
      if (said === "") return null;
      const word = view.state.wordAt(offset);
      return { pos: word?.from ?? offset, end: word?.to ?? offset, create: () => ({ dom: box(field, said) }) };
    }),
    explainAtCursor(known),
  ];
}

/** The same by keyboard: `F1` shows what the field at the cursor is, `Escape` puts it away. */
function explainAtCursor(known: Knowledge): Extension {
  let panel: HTMLElement | null = null;
  const close = () => {
    panel?.remove();
    panel = null;
  };
  const show = (view: EditorView): boolean => {
    const field = known.fieldAt(view.state.doc.toString(), view.state.selection.main.head);
    close();
    if (field === "") return false;
    void known.explain(field).then((said) => {
      if (said === "" || !view.dom.isConnected) return;
      panel = box(field, said);
      panel.classList.add("cm-explained");
      // Read out by a screen reader, which sees no hovering.
      panel.setAttribute("role", "status");
      view.dom.append(panel);
    });
    return true;
  };
  return [
    keymap.of([
      { key: "F1", run: show, preventDefault: true },
      { key: "Escape", run: () => panel !== null && (close(), true) },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged || update.selectionSet) close();
    }),
  ];
}

/** Whether a value is to be typed. */
function isBehindColon(doc: Text, offset: number): boolean {
  const line = doc.lineAt(offset);
  return /:\s+$/.test(line.text.slice(0, offset - line.from));
}

/** A field with what is said of it. */
function box(field: string, said: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-said";
  const name = document.createElement("code");
  name.textContent = field;
  const text = document.createElement("p");
  text.textContent = said;
  dom.append(name, text);
  return dom;
}
