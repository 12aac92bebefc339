import { ApiProblem, ServerAway } from "../api/problem";
import { validate } from "../api/rayflow";
import type { FlowDocument } from "../model/document";
import { hasEnded } from "../model/runState";
import { useEditor } from "./editorStore";
import { useRuns } from "./runStore";
import { useUi } from "./uiStore";

const quietMilliseconds = 250;

let timer: ReturnType<typeof setTimeout> | undefined;
let running: AbortController | undefined;

/** Checks the document some time after the last change. */
export function validateSoon(wait = quietMilliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => void validateNow(), wait);
}

/** Asks the server about the document as it is. Its answer counts only if nothing has changed meanwhile. */
export async function validateNow(): Promise<void> {
  clearTimeout(timer);
  running?.abort();
  const abort = (running = new AbortController());
  const document = useEditor.getState().history.present;
  const { setValidation } = useEditor.getState();
  setValidation({ status: "checking" });
  try {
    const verdict = await validate(document, abort.signal);
    if (!current(document)) return;
    const hadErrors = useEditor.getState().validation.diagnostics.some((diagnostic) => diagnostic.severity === "error");
    setValidation({ status: "done", of: document, diagnostics: [...verdict.errors, ...verdict.warnings] });
    if (verdict.errors.length > 0 && !hadErrors) tellOfErrors();
  } catch (error) {
    if (abort.signal.aborted) return;
    if (error instanceof ServerAway) {
      setValidation({ status: "away" });
    } else if (error instanceof ApiProblem && current(document)) {
      const diagnostics = error.diagnostics.length > 0 ? error.diagnostics : [{ code: error.code, severity: "error" as const, message: error.message }];
      setValidation({ status: "done", of: document, diagnostics });
    } else throw error;
  }
}

/** The first error brings the list of problems to the front, unless a run is being watched. */
function tellOfErrors() {
  const { runId, live } = useRuns.getState();
  const { dockOpen, showDock } = useUi.getState();
  if (dockOpen && (!runId || hasEnded(live.status))) showDock("problems");
}

function current(document: FlowDocument): boolean {
  return useEditor.getState().history.present === document;
}
