// The manifest editor: CodeMirror 6 behind the smallest surface that the console needs.
//
// The text belongs to the console's one document, not to this editor: what is typed here is handed
// over at once, and undo and redo are asked of the document, whose history the form shares. Verdicts
// come from outside as well; nothing is parsed or judged here beyond colours and folding.
//
// A chunk of its own, imported when an editor is first opened (`src/parts/editor/module.rs`).

import { EditorView } from "@codemirror/view";
import { comparison, extensions, language, type Language } from "./extensions";
import type { Knowledge } from "./knowledge";
import { showProblems, type Problem } from "./problems";
import { offsetOf, smallestChange } from "./text";
import type { Places } from "./where";

/** What the console gives when it opens an editor. */
export interface Options {
  /** Where the editor goes. */
  parent: HTMLElement;
  /** What it shows first. */
  text: string;
  /** How its text is coloured, folded and indented. */
  language: Language;
  /** Its name for assistive technology. */
  label: string;
  /** How one leaves it by keyboard, for assistive technology. */
  hint: string;
  /** The nonce that the page's content security policy asks of style elements; empty for none. */
  nonce: string;
  /** CodeMirror's own words in the user's language, by their English. */
  phrases: Record<string, string>;
  /** What the console knows of the text. */
  knowledge: Knowledge;
  /** What the console knows of its places. */
  places: Places;
  /** Called with the place in the list of the problem whose answer is chosen. */
  onAnswer: (index: number) => void;
  /** Called with the whole text after each change that the user made here. */
  onChange: (text: string) => void;
  /** Called when the user asks for undo. */
  onUndo: () => void;
  /** Called when the user asks for redo. */
  onRedo: () => void;
}

/** An open editor. */
class Editor {
  readonly #view: EditorView;
  /** Whether the change under way came from outside, so that it is not handed back. */
  #receiving = false;
  readonly #onAnswer: (index: number) => void;

  constructor(options: Options) {
    this.#onAnswer = options.onAnswer;
    this.#view = new EditorView({
      parent: options.parent,
      doc: options.text,
      extensions: [
        extensions(options),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !this.#receiving) options.onChange(update.state.doc.toString());
        }),
      ],
    });
  }

  /** Takes over a text that was changed elsewhere; the cursor stays with the text around it. */
  setText(text: string): void {
    // The editor ends every line with \n; the document keeps what it has.
    const lines = text.replace(/\r\n?/g, "\n");
    const change = smallestChange(this.#view.state.doc.toString(), lines);
    if (change === null) return;
    this.#receiving = true;
    try {
      this.#view.dispatch({ changes: change });
    } finally {
      this.#receiving = false;
    }
  }

  /** Colours and folds by another language from now on. */
  setLanguage(name: Language): void {
    this.#view.dispatch({ effects: language.reconfigure(name) });
  }

  /** Marks these problems and no others. */
  setProblems(problems: Problem[]): void {
    showProblems(this.#view, problems, this.#onAnswer);
  }

  /** Shows what differs from another text; from none where there is none. */
  setComparison(text: string | undefined): void {
    this.#view.dispatch({ effects: comparison.reconfigure(text) });
  }

  /** Brings a place into view and puts the cursor there; line and column count from 1. */
  reveal(line: number, column: number, takesFocus: boolean): void {
    const offset = offsetOf(this.#view.state.doc, line, column);
    this.#view.dispatch({
      selection: { anchor: offset },
      effects: EditorView.scrollIntoView(offset, { y: "center" }),
    });
    if (takesFocus) {
      this.#view.focus();
    }
  }

  /** Takes the editor off the page. */
  destroy(): void {
    this.#view.destroy();
  }
}

/** Opens an editor. */
export function open(options: Options): Editor {
  return new Editor(options);
}
