import { ApiProblem, explain, ServerAway } from "../api/problem";
import { openFlow, saveFlow } from "../api/rayflow";
import { diffOf } from "../model/diff";
import { sameDocument, type FlowDocument } from "../model/document";
import { fitNew } from "../canvas/viewport";
import { useRuns } from "./runStore";
import { useEditor } from "./editorStore";
import { setLink } from "./links";
import { useUi } from "./uiStore";

/** Somebody else saved the flow since it was opened. */
export interface Conflict {
  theirs: FlowDocument;
  etag: string | undefined;
}

/** Saves the document as a new version. `over` is the tag of the version that it may replace. */
export async function save(over?: string): Promise<boolean> {
  const { history, base, view } = useEditor.getState();
  const ui = useUi.getState();
  if (view) return false;
  const document = history.present;
  if (document.metadata.name.trim() === "") {
    ui.toast("error", "Give the flow a name first: it is saved under it.");
    return false;
  }
  const expected = over ?? (base?.name === document.metadata.name ? base.etag : undefined);
  try {
    const { saved, etag } = await saveFlow(document, expected);
    useEditor.getState().setBase({ name: document.metadata.name, document, etag, version: saved?.version });
    setLink({ kind: "flow", name: document.metadata.name });
    ui.toast("success", `Saved ${document.metadata.name}${saved?.version ? `, version ${saved.version}` : ""}.`);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 412 || error.status === 409)) await askAboutConflict(document);
    else if (error instanceof ServerAway) ui.toast("error", "RayFlow cannot be reached, so nothing was saved there. The draft is kept in this browser.");
    else ui.toast("error", `Not saved. ${explain(error)}`);
    return false;
  }
}

async function askAboutConflict(document: FlowDocument) {
  const { document: theirs, etag, version } = await openFlow(document.metadata.name);
  if (sameDocument(theirs, document)) {
    useEditor.getState().setBase({ name: document.metadata.name, document, etag, version });
    useUi.getState().toast("success", "Somebody saved the very same flow.");
    return;
  }
  useUi.getState().openDialog("conflict", { theirs, etag } satisfies Conflict);
}

/** Draws two versions over each other; what the later one lacks is still shown. */
export function compare(before: FlowDocument, after: FlowDocument, title: string) {
  const diff = diffOf(before, after);
  useRuns.getState().close();
  useEditor.getState().show({ kind: "diff", document: diff.union, diff, title });
  void fitNew();
}
