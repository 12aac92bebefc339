import { closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { isBareWords } from "../model/inputForm";
import type { JsonEditorProps } from "./JsonEditor";

const colours = HighlightStyle.define([
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: [tags.bool, tags.null], color: "var(--code-word)" },
  { tag: tags.propertyName, color: "var(--code-key)" },
]);

const lint = jsonParseLinter();

/** An empty field is no value; it is not broken JSON. */
const lintJson = linter((view) => (view.state.doc.length === 0 ? [] : lint(view)));
const lintJsonOrWords = linter((view) => (view.state.doc.length === 0 || isBareWords(view.state.doc.toString()) ? [] : lint(view)));

export default function CodeEditor({ label, text, readOnly = false, takesWords = false, onChange }: JsonEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;

  useEffect(() => {
    const editor = new EditorView({
      parent: frame.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          history(), json(), bracketMatching(), closeBrackets(), syntaxHighlighting(colours), EditorView.lineWrapping,
          takesWords ? lintJsonOrWords : lintJson,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((update) => { if (update.docChanged) changed.current(update.state.doc.toString()); }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, readOnly, takesWords]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.hasFocus || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  return <div ref={frame} className="code" />;
}
