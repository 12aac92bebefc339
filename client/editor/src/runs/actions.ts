import { ApiProblem, explain } from "../api/problem";
import * as api from "../api/rayflow";
import { apiSchemaOf, sameDocument, startOf, type FlowDocument } from "../model/document";
import { hasEnded } from "../model/runState";
import { useEditor } from "../state/editorStore";
import { lastShownRun, useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { validateNow } from "../state/validation";
import { setLink } from "../state/links";

/** Why the flow cannot be run now; nothing if it can. */
export function whyNoRun(): string | undefined {
  const { validation, view } = useEditor.getState();
  if (view?.kind === "diff") return "Two versions are being compared.";
  if (useUi.getState().away) return "RayFlow cannot be reached.";
  const errors = validation.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0]!.message : `The flow has ${errors.length} errors. The first: ${errors[0]!.message}`;
}

/** Asks for START's inputs if it has any, and runs the flow that is being drawn. */
export async function beginRun() {
  const { history, validation, view } = useEditor.getState();
  const { runId, live } = useRuns.getState();
  if (runId && !view && !hasEnded(live.status)) {
    useUi.getState().toast("info", "A run is going on. Stop it, or wait for its end.");
    return;
  }
  if (view) leaveView();
  if (validation.of !== history.present) await validateNow();
  const why = whyNoRun();
  if (why) {
    useUi.getState().toast("error", why);
    useUi.getState().showDock("problems");
    return;
  }
  const inputs = Object.keys(apiSchemaOf(startOf(history.present)));
  if (inputs.length > 0) useUi.getState().openDialog("run");
  else await startRun({});
}

export async function startRun(inputs: Record<string, unknown>): Promise<boolean> {
  const document = useEditor.getState().history.present;
  const runs = useRuns.getState();
  runs.setStarting(true);
  try {
    const id = await api.startRun(document, inputs);
    rememberFlow(id, document);
    runs.follow(id);
    useUi.getState().showDock("details");
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.diagnostics.length > 0) {
      useUi.getState().toast("error", error.diagnostics[0]!.message ?? error.message);
    } else useUi.getState().toast("error", explain(error));
    return false;
  } finally {
    runs.setStarting(false);
  }
}

const mostRemembered = 20;
const flowsOfRuns = new Map<string, FlowDocument>();

/** The documents of the runs of this page, so that showing one needs no request. */
function rememberFlow(run: string, document: FlowDocument) {
  flowsOfRuns.set(run, document);
  const oldest = flowsOfRuns.keys().next().value;
  if (flowsOfRuns.size > mostRemembered && oldest) flowsOfRuns.delete(oldest);
}

/** Shows a run on the canvas as it was, with the flow that it ran. */
export async function openRun(id: string) {
  try {
    const [run, document] = await Promise.all([api.getRun(id), flowOf(id)]);
    const editor = useEditor.getState();
    if (sameDocument(document, editor.history.present)) editor.show(undefined);
    else editor.show({ kind: "run", document, title: `${run.flow || document.metadata.name}${run.flow_version ? `, version ${run.flow_version}` : ""}` });
    useRuns.getState().follow(id);
    useUi.getState().showDock("details");
    setLink({ kind: "run", id });
  } catch (error) {
    useUi.getState().toast("error", `The run cannot be shown. ${explain(error)}`);
  }
}

/** After a reload: the run that was shown goes on being shown, unless the flow has changed since it started. */
export async function showLastRun() {
  const id = lastShownRun();
  if (!id) return;
  const document = await flowOf(id).catch(() => undefined);
  const { history, view } = useEditor.getState();
  if (!document || view || useRuns.getState().runId || !sameDocument(document, history.present)) return;
  useRuns.getState().follow(id);
  useUi.getState().showDock("details");
}

async function flowOf(id: string): Promise<FlowDocument> {
  const document = flowsOfRuns.get(id) ?? (await api.getRunFlow(id));
  rememberFlow(id, document);
  return document;
}

export function leaveView() {
  useRuns.getState().close();
  useEditor.getState().show(undefined);
  setLink(undefined);
}

/** Starts a new run that keeps what came before a node, with that node's inputs changed. */
export async function rerun(id: string, node: string, inputs: Record<string, unknown>): Promise<boolean> {
  try {
    const next = await api.rerunFrom(id, node, inputs);
    const document = flowsOfRuns.get(id);
    if (document) rememberFlow(next, document);
    useRuns.getState().follow(next);
    useUi.getState().showDock("details");
    return true;
  } catch (error) {
    useUi.getState().toast("error", explain(error));
    return false;
  }
}

export async function copyRunLink(id: string) {
  const link = `${location.origin}${location.pathname}#/runs/${id}`;
  try {
    await navigator.clipboard.writeText(link);
    useUi.getState().toast("success", "The link to this run is on the clipboard.");
  } catch {
    // Browsers keep the clipboard from pages that were not fetched over HTTPS from another machine.
    useUi.getState().toast("info", `The link to this run: ${link}`);
  }
}
