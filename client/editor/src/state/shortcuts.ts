import { fitAll, pointerOnScreen, toFlow, zoomBy, zoomToOne } from "../canvas/viewport";
import { hasEnded } from "../model/runState";
import { beginRun, leaveView } from "../runs/actions";
import { addComment, copyText, deleteSelection, duplicateSelection, layOut, pasteText, selectAll } from "./commands";
import { useEditor } from "./editorStore";
import { useRuns } from "./runStore";
import { save } from "./saving";
import { useUi } from "./uiStore";

/** Keys that work wherever nothing is being typed; with Ctrl (or Cmd) they work everywhere. */

type Action = () => unknown;

const plain: Record<string, Action> = {
  "/": () => {
    if (useEditor.getState().view) return;
    const screen = pointerOnScreen();
    useUi.getState().openQuickAdd({ screen, flow: toFlow(screen) });
  },
  "?": () => useUi.getState().openDialog("shortcuts"),
  f: fitAll,
  l: () => layOut(),
  c: () => addComment(),
  "1": zoomToOne,
  "+": () => zoomBy(1),
  "=": () => zoomBy(1),
  "-": () => zoomBy(-1),
  "[": () => step(-1),
  "]": () => step(1),
  Delete: deleteSelection,
  Backspace: deleteSelection,
  Escape: () => {
    const { nodes, edges, select, view } = useEditor.getState();
    if ([...nodes, ...edges].some((item) => item.selected)) select([]);
    else if (view || useRuns.getState().runId) leaveView();
  },
};

const held: Record<string, Action> = {
  z: () => useEditor.getState().undo(),
  y: () => useEditor.getState().redo(),
  Z: () => useEditor.getState().redo(),
  s: () => save(),
  o: () => useUi.getState().openDialog("flows"),
  d: duplicateSelection,
  a: selectAll,
  Enter: () => beginRun(),
  ".": () => {
    const { runId, live, command } = useRuns.getState();
    if (runId && !hasEnded(live.status)) return command("cancel");
  },
};

// While a text is being written these belong to the text.
const textKeys = new Set(["z", "y", "Z", "a", "d"]);

function step(direction: 1 | -1) {
  const { events, at, setAt } = useRuns.getState();
  if (events.length === 0) return;
  const position = at === undefined ? events.length - 1 : events.findLastIndex((event) => event.seq <= at);
  const next = Math.max(0, position + direction);
  setAt(next >= events.length ? undefined : events[next]!.seq);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"));
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || useUi.getState().opening || document.querySelector("[role=dialog]")) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const writing = isWriting(event.target);
  if (!ctrl && (writing || event.altKey)) return;
  if (ctrl && writing && textKeys.has(event.key)) return;
  const action = (ctrl ? held : plain)[event.key];
  if (!action) return;
  if (!ctrl && event.target instanceof Element && event.target.closest("[role=menu], [role=slider]") && event.key !== "?") return;
  event.preventDefault();
  void action();
}

function onCopy(event: ClipboardEvent) {
  if (isWriting(event.target) || document.querySelector("[role=dialog]") || window.getSelection()?.toString()) return;
  const text = copyText();
  if (text === undefined) return;
  event.clipboardData?.setData("text/plain", text);
  event.preventDefault();
  if (event.type === "cut") deleteSelection();
}

function onPaste(event: ClipboardEvent) {
  if (isWriting(event.target) || document.querySelector("[role=dialog]")) return;
  const text = event.clipboardData?.getData("text/plain");
  if (text && pasteText(text)) event.preventDefault();
}

export function listenForShortcuts() {
  window.addEventListener("keydown", onKeyDown);
  document.addEventListener("copy", onCopy);
  document.addEventListener("cut", onCopy);
  document.addEventListener("paste", onPaste);
}
