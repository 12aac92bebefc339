import { fitNew } from "../canvas/viewport";
import { explain } from "../api/problem";
import { listFlows, openFlow } from "../api/rayflow";
import { emptyDocument, type FlowDocument } from "../model/document";
import { freeName } from "../model/naming";
import { layOut } from "./commands";
import { present } from "./draftWatch";
import { forgetUnsaved, keepDraft, setAside, type UnsavedFlow } from "./drafts";
import { hasWork, useEditor, type Base } from "./editorStore";
import { setLink } from "./links";
import { useRuns } from "./runStore";
import { useUi } from "./uiStore";

/** Another flow comes onto the canvas. Nothing that was drawn is lost by it. */

/**
 * Makes room for another flow: what is drawn here and saved nowhere is kept under Open, from where it comes back. False if
 * this browser cannot keep it; then it stays on the canvas.
 */
export async function makeRoom(): Promise<boolean> {
  const ui = useUi.getState();
  try {
    // Something may be drawn while the database writes.
    for (let kept: UnsavedFlow | undefined; hasWork(useEditor.getState()) && kept?.draft.document !== present().document; ) {
      const flow = (kept = await setAside(present()));
      ui.toast("info", `“${flow.draft.document.metadata.name}” was not saved. It is kept under Open.`, { label: "Bring it back", run: () => void openUnsaved(flow) });
    }
    return true;
  } catch (error) {
    ui.toast("error", `Nothing was opened: this browser cannot keep what is drawn (${explain(error)}). Save it or export it first.`);
    return false;
  }
}

/** Puts a flow onto the canvas that was kept in this browser. The canvas has it before the list lets go of it. */
export async function openUnsaved(flow: UnsavedFlow) {
  if (!(await makeRoom())) return;
  const { document, base } = flow.draft;
  take(document, base);
  try {
    await keepDraft(present());
    // What another window draws is still its own.
    if (flow.place === "aside") await forgetUnsaved(flow);
  } catch (error) {
    useUi.getState().toast("error", `This browser keeps no draft: ${explain(error)}`);
  }
}

/** `opened`: what can be had again is not kept when it gives way. */
function take(document: FlowDocument, base?: Base, opened?: FlowDocument) {
  useRuns.getState().close();
  useEditor.getState().open(document, base, opened);
  setLink(base ? { kind: "flow", name: base.name } : undefined);
  void fitNew();
}

export async function openSaved(name: string, version?: number) {
  try {
    const opened = await openFlow(name, version);
    // An old version is opened as a change to the latest one: saving it makes it the newest.
    const latest = version === undefined ? opened : await openFlow(name);
    if (await makeRoom()) take(opened.document, { name, ...latest }, opened.document);
  } catch (error) {
    useUi.getState().toast("error", `${name} cannot be opened. ${explain(error)}`);
  }
}

export async function newFlow() {
  const taken = await listFlows().then((flows) => flows.map((flow) => flow.name)).catch(() => []);
  if (await makeRoom()) take(emptyDocument(freeName("untitled", new Set(taken))));
}

/** Opens one of the samples as a flow of one's own, laid out for the size that its nodes have here. */
export async function openExample(document: FlowDocument) {
  if (!(await makeRoom())) return;
  take(document, undefined, document);
  await fitNew();
  await layOut();
  const { history } = useEditor.getState();
  if (history.past.length === 1) useEditor.setState({ opened: history.present });
}
