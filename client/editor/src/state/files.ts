import { fitNew } from "../canvas/viewport";
import { explain } from "../api/problem";
import type { FlowDocument } from "../model/document";
import { formatJson } from "../model/json";
import { readFlowText } from "../model/reading";
import { shownDocument, useEditor } from "./editorStore";
import { setLink } from "./links";
import { makeRoom } from "./opening";
import { useRuns } from "./runStore";
import { useUi } from "./uiStore";
import { download } from "../ui/download";

/** Flows from and to files. */

/** Opens a file's flow in place of the present one. The name in the file becomes the flow's. */
export async function importFile(file: Blob & { name?: string }) {
  const ui = useUi.getState();
  try {
    const document = readFlowText(await file.text());
    if (!(await makeRoom())) return;
    importDocument(document);
    ui.toast("success", `Imported ${file.name ?? "a flow"}.`);
  } catch (error) {
    ui.toast("error", `${file.name ?? "The file"} could not be imported. ${explain(error)}`);
  }
}

function importDocument(document: FlowDocument) {
  const editor = useEditor.getState();
  useRuns.getState().close();
  if (editor.view) editor.show(undefined);
  setLink(undefined);
  useEditor.getState().edit("import", () => document);
  useEditor.setState({ base: undefined });
  void fitNew();
}

export function exportFile() {
  const flow = shownDocument(useEditor.getState());
  download(`${flow.metadata.name || "flow"}.json`, formatJson(flow, 2));
}

/** Asks for a file and imports it. */
export function chooseFile() {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void importFile(file);
  });
  input.click();
}
