import { fitAll, middleOfCanvas, pointerOnScreen, reveal, toFlow } from "../canvas/viewport";
import { explain } from "../api/problem";
import type { NodeDescriptor } from "../model/catalog";
import { clip, paste, readClip } from "../model/clipboard";
import { endsOf, matchingPin, pinsIn } from "../model/connecting";
import { commentColours, commentsOf, type Comment, type FlowNode, type Point } from "../model/document";
import { addNode, aligned, connect, moveTo, newNode, remove, takenIds, withComments, type Alignment, type Box } from "../model/edits";
import { formatJson } from "../model/json";
import { autoLayout } from "../model/layout";
import { freeName } from "../model/naming";
import { findPin } from "../model/pins";
import { freePlace } from "../model/places";
import { useCatalog } from "./catalogStore";
import { selectedIds, shownDocument, useEditor } from "./editorStore";
import { useUi } from "./uiStore";

/** What the toolbar, the menus and the keyboard do to the document. */

const nodeWidth = 190;
const nodeHeight = 140;
const headHeight = 50;
const pinHeight = 24;
const snapTo = 10;

/** How high a node of this type is drawn, near enough to find room for it. */
function usualHeight({ inputs, exec_inputs, outputs, exec_outputs }: NodeDescriptor): number {
  const errorPin = 1;
  return headHeight + Math.max(inputs.length + exec_inputs.length, outputs.length + exec_outputs.length + errorPin) * pinHeight;
}

function snap(point: Point): Point {
  return { x: Math.round(point.x / snapTo) * snapTo, y: Math.round(point.y / snapTo) * snapTo };
}

/** Adds a node and, when it was asked for at the end of a wire, connects it. Answers its id. */
export function addNodeAt(type: string, at: Point, options: { data?: Partial<FlowNode["data"]>; from?: { node: string; handle: string } } = {}): string | undefined {
  const { catalog, called } = useCatalog.getState();
  const editor = useEditor.getState();
  const descriptor = catalog.get(type);
  if (!descriptor || editor.view) return undefined;
  if (type === "start" && editor.history.present.flow.nodes.some((node) => node.type === "start")) {
    useUi.getState().toast("info", "This flow has its START already: there is exactly one.");
    return undefined;
  }
  let added = "";
  editor.edit(`add ${descriptor.label}`, (document) => {
    const source = options.from && document.flow.nodes.find((node) => node.id === options.from!.node);
    const loose = source && findPin(pinsIn(document, catalog, source, called), options.from!.handle);
    const leftwards = loose?.side === "in";
    const node = newNode(document, descriptor, snap(leftwards ? { x: at.x - nodeWidth, y: at.y - 20 } : at), options.data);
    added = node.id;
    const next = addNode(document, node);
    const pin = loose && matchingPin(loose, descriptor);
    return pin ? connect(next, endsOf({ node: options.from!.node, pin: loose }, { node: node.id, pin })) : next;
  });
  useEditor.getState().select([added]);
  return added;
}

/** Adds a node where there is room: right of the chosen node, else in the middle of the canvas. */
export function addNodeSomewhere(type: string, data?: Partial<FlowNode["data"]>) {
  const { nodes } = useEditor.getState();
  const descriptor = useCatalog.getState().catalog.get(type);
  if (!descriptor) return undefined;
  const height = usualHeight(descriptor);
  const last = nodes.filter((node) => node.selected).at(-1);
  const middle = middleOfCanvas();
  const wanted = last
    ? { x: last.position.x + (last.measured?.width ?? nodeWidth) + 80, y: last.position.y }
    : { x: middle.x - nodeWidth / 2, y: middle.y - height / 2 };
  const added = addNodeAt(type, freePlace(boxes(), { ...wanted, width: nodeWidth, height }), { data });
  if (added) reveal(added);
  return added;
}

export function deleteSelection() {
  const chosen = selectedIds(useEditor.getState());
  const count = chosen.nodes.size + chosen.edges.size;
  if (count > 0) useEditor.getState().edit(count === 1 ? "delete" : `delete ${count} items`, (document) => remove(document, chosen));
}

export function deleteWire(id: string) {
  useEditor.getState().edit("delete a wire", (document) => remove(document, { nodes: new Set(), edges: new Set([id]) }));
}

/** The chosen part as JSON; nothing if nothing is chosen. */
export function copyText(): string | undefined {
  const editor = useEditor.getState();
  const { nodes } = selectedIds(editor);
  return nodes.size > 0 ? formatJson(clip(shownDocument(editor), nodes), 2) : undefined;
}

export function pasteText(text: string, at: Point = toFlow(pointerOnScreen())): boolean {
  const clipped = readClip(text);
  const editor = useEditor.getState();
  if (!clipped || editor.view) return false;
  let ids = new Set<string>();
  editor.edit("paste", (document) => {
    const pasted = paste(document, clipped, snap(at));
    ids = pasted.ids;
    return pasted.document;
  });
  useEditor.getState().select(ids);
  return true;
}

export function duplicateSelection() {
  const editor = useEditor.getState();
  const { nodes } = selectedIds(editor);
  if (nodes.size === 0 || editor.view) return;
  let ids = new Set<string>();
  editor.edit("duplicate", (document) => {
    const pasted = paste(document, clip(document, nodes), { by: { x: 40, y: 60 } });
    ids = pasted.ids;
    return pasted.document;
  });
  useEditor.getState().select(ids);
}

export function selectAll() {
  const { nodes, edges, select } = useEditor.getState();
  select([...nodes, ...edges].map((item) => item.id));
}

function boxes(only?: ReadonlySet<string>): Box[] {
  return useEditor.getState().nodes
    .filter((node) => node.type === "flow" && (!only || only.has(node.id)))
    .map((node) => ({ id: node.id, ...node.position, width: node.measured?.width ?? nodeWidth, height: node.measured?.height ?? nodeHeight }));
}

export function alignSelection(how: Alignment) {
  const editor = useEditor.getState();
  const chosen = boxes(selectedIds(editor).nodes);
  if (chosen.length > 1) editor.edit("align", (document) => moveTo(document, aligned(chosen, how)));
}

export async function layOut() {
  const editor = useEditor.getState();
  if (editor.view) return;
  try {
    const places = await autoLayout(editor.history.present, boxes());
    editor.edit("auto layout", (document) => moveTo(document, places));
    fitAll();
  } catch (error) {
    useUi.getState().toast("error", `The layout could not be made: ${explain(error)}`);
  }
}

/** Frames the chosen nodes with a comment, or puts an empty one at the pointer; what is typed next is its text. */
export function addComment(at?: Point) {
  const editor = useEditor.getState();
  if (editor.view) return;
  const chosen = boxes(selectedIds(editor).nodes);
  const place = at ?? toFlow(pointerOnScreen());
  const left = chosen.length ? Math.min(...chosen.map((box) => box.x)) - 30 : place.x;
  const top = chosen.length ? Math.min(...chosen.map((box) => box.y)) - 60 : place.y;
  const right = chosen.length ? Math.max(...chosen.map((box) => box.x + box.width)) + 30 : left + 320;
  const bottom = chosen.length ? Math.max(...chosen.map((box) => box.y + box.height)) + 30 : top + 180;
  let id = "";
  editor.edit("add a comment", (document) => {
    id = freeName("comment", takenIds(document));
    const colour = commentColours[commentsOf(document).length % commentColours.length]!;
    const comment: Comment = { id, text: "", colour, position: snap({ x: left, y: top }), width: right - left, height: bottom - top };
    return withComments(document, [...commentsOf(document), comment]);
  });
  useEditor.getState().select([id]);
  useUi.setState({ newComment: id });
}
