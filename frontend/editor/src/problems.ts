// The document's problems as marks under the text and in the gutter.

import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { offsetOf } from "./text";

/** One problem as the console knows it. */
export interface Problem {
  /** The line, counted from 1. */
  line: number;
  /** The column in characters, counted from 1. */
  column: number;
  /** How much it matters. */
  severity: "error" | "warning" | "info";
  /** What is wrong, in the user's language. */
  message: string;
  /** The field, as Kubernetes prints it; empty for none. */
  field: string;
  /** What would put it right, in the user's language; empty where nothing does by itself. */
  answer: string;
}

/** The problems that each editor is to show in the next frame. */
const waiting = new WeakMap<EditorView, Problem[]>();

/** Called with the place in the list of the problem whose answer is chosen. */
type OnAnswer = (index: number) => void;

/**
 * Marks these problems and no others, each from its place to the end of its line. In the next frame: what was
 * typed is on the page by then, and of several verdicts within one frame only the last is marked.
 */
export function showProblems(view: EditorView, problems: Problem[], onAnswer: OnAnswer): void {
  const isAsked = waiting.has(view);
  waiting.set(view, problems);
  if (!isAsked) requestAnimationFrame(() => mark(view, onAnswer));
}

function mark(view: EditorView, onAnswer: OnAnswer): void {
  const problems = waiting.get(view) ?? [];
  waiting.delete(view);
  // The editor may have been left meanwhile.
  if (!view.dom.isConnected) return;
  const { doc } = view.state;
  const diagnostics = problems.map((problem, index): Diagnostic => {
    const start = offsetOf(doc, problem.line, problem.column);
    const line = doc.lineAt(start);
    const end = line.from + line.text.trimEnd().length;
    return {
      from: Math.min(start, end),
      to: Math.max(start, end),
      severity: problem.severity,
      message: problem.message,
      ...(problem.field && { source: problem.field }),
      ...(problem.answer && {
        actions: [{ name: problem.answer, apply: () => onAnswer(index) }],
      }),
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
