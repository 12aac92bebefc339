import { lazy, Suspense } from "react";

const CodeEditor = lazy(() => import("./CodeEditor"));

export interface JsonEditorProps {
  label: string;
  text: string;
  invalid?: boolean;
  /** Words that are no JSON are a text. */
  takesWords?: boolean;
  readOnly?: boolean;
  onChange(text: string): void;
}

/** A code editor for a JSON value. Its library is loaded when the first one is shown; until then there is room for it. */
export function JsonEditor(props: JsonEditorProps) {
  return (
    <div className="json-editor" data-invalid={props.invalid || undefined}>
      <Suspense fallback={<div className="json-waiting" />}>
        <CodeEditor {...props} />
      </Suspense>
    </div>
  );
}
