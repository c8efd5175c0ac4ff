// Where the cursor is, at the foot of the editor, and the outline of the text: every place by its path, to go to.

import type { Extension, StateEffectType } from "@codemirror/state";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showPanel, type Panel } from "@codemirror/view";
import { offsetOf } from "./text";

/** One place of the text. */
export interface Place {
  /** Its path. */
  path: string;
  /** Line and column, counted from 1. */
  line: number;
  column: number;
}

/** What the console knows of places, and its words for them. */
export interface Places {
  /** The path of an offset in UTF-16 units. */
  pathAt: (text: string, offset: number) => string;
  /** All places, in the order of the text. */
  outline: (text: string) => Place[];
  /** Shows the control of a place in the form. */
  onOpen: (path: string) => void;
  /** The console's words. */
  words: { outline: string; openInForm: string; whole: string };
}

/** How long after a movement the place is looked up, in milliseconds. */
const PAUSE = 120;

/** How many places are listed at once. */
const MOST = 200;

const toggle: StateEffectType<boolean> = StateEffect.define<boolean>();

/** The line at the foot, and the outline above the text. */
export function where(places: Places): Extension {
  const isOpen = StateField.define<boolean>({
    create: () => false,
    update: (open, transaction) => transaction.effects.reduce((open, effect) => (effect.is(toggle) ? effect.value : open), open),
    provide: (field) => showPanel.from(field, (open) => (open ? (view) => outline(view, places) : null)),
  });
  const show = (view: EditorView): boolean => {
    view.dispatch({ effects: toggle.of(!view.state.field(isOpen)) });
    return true;
  };
  return [
    isOpen,
    showPanel.of((view) => foot(view, places, () => show(view))),
    keymap.of([{ key: "Mod-Shift-o", run: show, preventDefault: true }]),
  ];
}

/** The line at the foot. */
function foot(view: EditorView, places: Places, onOutline: () => void): Panel {
  const dom = document.createElement("div");
  dom.className = "cm-where";
  const path = document.createElement("code");
  const open = button(places.words.openInForm, () => places.onOpen(path.textContent ?? ""));
  dom.append(path, button(places.words.outline, onOutline), open);
  let timer = 0;
  const look = () => {
    const { state } = view;
    path.textContent = places.pathAt(state.doc.toString(), state.selection.main.head);
    open.hidden = path.textContent === "";
  };
  look();
  return {
    dom,
    update: (update) => {
      if (!update.docChanged && !update.selectionSet) return;
      clearTimeout(timer);
      timer = window.setTimeout(look, PAUSE);
    },
    destroy: () => clearTimeout(timer),
  };
}

/** The outline: a word narrows it, arrow keys choose, Enter goes there. */
function outline(view: EditorView, places: Places): Panel {
  const dom = document.createElement("div");
  dom.className = "cm-outline";
  const input = document.createElement("input");
  input.className = "cm-textfield";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-label", places.words.outline);
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "cm-outline-list");
  const list = document.createElement("ul");
  list.id = "cm-outline-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", places.words.outline);
  dom.append(input, list);
  const all = places.outline(view.state.doc.toString());
  let found: Place[] = [];
  let chosen = 0;
  const choose = (at: number) => {
    chosen = Math.max(0, Math.min(at, found.length - 1));
    for (const [index, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(index === chosen));
      if (index === chosen) option.scrollIntoView({ block: "nearest" });
    }
    input.setAttribute("aria-activedescendant", `cm-outline-${chosen}`);
  };
  const draw = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all.filter(({ path }) => words.every((word) => path.toLowerCase().includes(word))).slice(0, MOST);
    list.replaceChildren(
      ...found.map(({ path }, index) => {
        const option = document.createElement("li");
        option.id = `cm-outline-${index}`;
        option.setAttribute("role", "option");
        option.textContent = path === "" ? places.words.whole : path;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          go(index);
        });
        return option;
      }),
    );
    choose(0);
  };
  const close = () => {
    view.dispatch({ effects: toggle.of(false) });
    view.focus();
  };
  const go = (index: number) => {
    const place = found[index];
    if (!place) return;
    const offset = offsetOf(view.state.doc, place.line, place.column);
    view.dispatch({ selection: { anchor: offset }, effects: EditorView.scrollIntoView(offset, { y: "center" }) });
    close();
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: () => go(chosen), Escape: close }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  draw();
  return { dom, top: true, mount: () => input.focus() };
}

function button(label: string, onPress: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "cm-button";
  made.textContent = label;
  made.addEventListener("click", onPress);
  return made;
}
