import { ApiProblem, explain, ServerAway } from "../api/problem";
import { listFlows, openFlow, saveFlow } from "../api/rayflow";
import { diffOf } from "../model/diff";
import { emptyDocument, sameDocument, type FlowDocument } from "../model/document";
import { freeName } from "../model/naming";
import { fitNew } from "../canvas/viewport";
import { layOut } from "./commands";
import { useRuns } from "./runStore";
import { useEditor, type Base } from "./editorStore";
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

export async function openSaved(name: string, version?: number) {
  try {
    const opened = await openFlow(name, version);
    // An old version is opened as a change to the latest one: saving it makes it the newest.
    const latest = version === undefined ? opened : await openFlow(name);
    const base: Base = { name, ...latest };
    useRuns.getState().close();
    useEditor.getState().open(opened.document, base);
    setLink({ kind: "flow", name });
    void fitNew();
  } catch (error) {
    useUi.getState().toast("error", `${name} cannot be opened. ${explain(error)}`);
  }
}

export async function newFlow() {
  const taken = await listFlows().then((flows) => flows.map((flow) => flow.name)).catch(() => []);
  useRuns.getState().close();
  useEditor.getState().open(emptyDocument(freeName("untitled", new Set(taken))), undefined);
  setLink(undefined);
  void fitNew();
}

/** Opens one of the samples as a flow of one's own, laid out for the size that its nodes have here. */
export async function openExample(document: FlowDocument) {
  useRuns.getState().close();
  useEditor.getState().open(document, undefined);
  setLink(undefined);
  await fitNew();
  await layOut();
}

/** Draws two versions over each other; what the later one lacks is still shown. */
export function compare(before: FlowDocument, after: FlowDocument, title: string) {
  const diff = diffOf(before, after);
  useRuns.getState().close();
  useEditor.getState().show({ kind: "diff", document: diff.union, diff, title });
  void fitNew();
}
