import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { create } from "zustand";
import { toCanvasEdges, toCanvasNodes, type CanvasEdge, type CanvasNode } from "../canvas/elements";
import { marksOf, noMarks, type Diagnostic, type Marks } from "../model/diagnostics";
import type { FlowDiff } from "../model/diff";
import { emptyDocument, isUntouched, type FlowDocument, type Point } from "../model/document";
import { moveTo } from "../model/edits";
import { commit, historyOf, redo, undo, type History } from "../model/history";
import { useCatalog } from "./catalogStore";

/** The saved version that the document was made from. */
export interface Base {
  name: string;
  etag?: string;
  version?: number;
  document: FlowDocument;
}

/** Something else than the document being drawn: a run's version, or two versions side by side. It cannot be edited. */
export type View =
  | { kind: "run"; document: FlowDocument; title: string }
  | { kind: "diff"; document: FlowDocument; title: string; diff: FlowDiff };

export interface Validation {
  status: "unknown" | "checking" | "done" | "away";
  /** The document that the findings are about. */
  of: FlowDocument | undefined;
  diagnostics: Diagnostic[];
  marks: Marks;
}

interface EditorState {
  history: History<FlowDocument>;
  base: Base | undefined;
  /** What the canvas began with, if that can be had again: nothing is lost with it. */
  opened: FlowDocument | undefined;
  view: View | undefined;
  validation: Validation;
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  /** Makes a step of undo. Steps with the same key in quick succession are one. */
  edit(label: string, change: (document: FlowDocument) => FlowDocument, key?: string): void;
  undo(): void;
  redo(): void;
  /** Puts another flow onto the canvas. What is drawn there is gone: `saving.ts` keeps it before. */
  open(document: FlowDocument, base: Base | undefined, opened?: FlowDocument): void;
  setBase(base: Base): void;
  show(view: View | undefined): void;
  setValidation(validation: Partial<Validation>): void;
  onNodesChange(changes: NodeChange<CanvasNode>[]): void;
  onEdgesChange(changes: EdgeChange<CanvasEdge>[]): void;
  select(ids: Iterable<string>): void;
  refresh(): void;
}

const unchecked: Validation = { status: "unknown", of: undefined, diagnostics: [], marks: noMarks };

export const useEditor = create<EditorState>((set, get) => ({
  history: historyOf(emptyDocument()),
  base: undefined,
  opened: undefined,
  view: undefined,
  validation: unchecked,
  nodes: [],
  edges: [],

  edit(label, change, key) {
    if (get().view) return;
    const { history } = get();
    set({ history: commit(history, change(history.present), label, Date.now(), key) });
    get().refresh();
  },
  undo() {
    if (get().view) return;
    set({ history: undo(get().history) });
    get().refresh();
  },
  redo() {
    if (get().view) return;
    set({ history: redo(get().history) });
    get().refresh();
  },
  open(document, base, opened) {
    set({ history: historyOf(document), base, opened, view: undefined, validation: unchecked, nodes: [], edges: [] });
    get().refresh();
  },
  setBase: (base) => set({ base }),
  show(view) {
    set({ view, nodes: [], edges: [] });
    get().refresh();
  },
  setValidation(validation) {
    const next = { ...get().validation, ...validation };
    if (validation.diagnostics && next.of) next.marks = marksOf(next.of, validation.diagnostics);
    set({ validation: next });
    if (validation.diagnostics) get().refresh();
  },
  onNodesChange(changes) {
    const moved = new Map<string, Point>();
    for (const change of changes) if (change.type === "position" && change.dragging === false && change.position) moved.set(change.id, change.position);
    const kept = changes.filter((change) => change.type !== "remove");
    if (kept.length > 0) set({ nodes: applyNodeChanges(kept, get().nodes) });
    if (moved.size > 0) commitPlaces(moved, get);
  },
  onEdgesChange(changes) {
    const kept = changes.filter((change) => change.type !== "remove");
    if (kept.length > 0) set({ edges: applyEdgeChanges(kept, get().edges) });
  },
  select(ids) {
    const chosen = new Set(ids);
    const mark = <T extends { id: string; selected?: boolean }>(item: T): T =>
      Boolean(item.selected) === chosen.has(item.id) ? item : { ...item, selected: chosen.has(item.id) };
    set({ nodes: get().nodes.map(mark), edges: get().edges.map(mark) });
  },
  refresh() {
    const { view, history, validation, nodes, edges } = get();
    const { catalog, called } = useCatalog.getState();
    const document = view?.document ?? history.present;
    const diff = view?.kind === "diff" ? view.diff : undefined;
    const sources = { document, catalog, called, diff, marks: view ? noMarks : validation.marks };
    const nextNodes = toCanvasNodes(sources, nodes, view !== undefined);
    set({ nodes: nextNodes, edges: toCanvasEdges(sources, nextNodes, edges, view !== undefined) });
  },
}));

function commitPlaces(moved: Map<string, Point>, get: () => EditorState) {
  const { history, nodes } = get();
  const places = new Map([...history.present.flow.nodes, ...(history.present.editor?.comments ?? [])].map((item) => [item.id, item.position]));
  const changed = new Map([...moved].filter(([id, at]) => places.get(id)?.x !== at.x || places.get(id)?.y !== at.y));
  if (changed.size === 0 || nodes.length === 0) return;
  const label = changed.size === 1 ? "move" : `move ${changed.size} nodes`;
  get().edit(label, (document) => moveTo(document, changed), `move:${[...changed.keys()].join()}`);
}

/** The document that is on the canvas. */
export function shownDocument(state: EditorState): FlowDocument {
  return state.view?.document ?? state.history.present;
}

export function isDirty(state: EditorState): boolean {
  return state.history.present !== state.base?.document;
}

/** Whether the canvas has what was drawn here and is saved nowhere. */
export function hasWork({ history: { present }, base, opened }: EditorState): boolean {
  return present !== base?.document && present !== opened && !isUntouched(present);
}

export function selectedIds(state: EditorState): { nodes: Set<string>; edges: Set<string> } {
  return {
    nodes: new Set(state.nodes.filter((node) => node.selected).map((node) => node.id)),
    edges: new Set(state.edges.filter((edge) => edge.selected).map((edge) => edge.id)),
  };
}

useCatalog.subscribe((state, before) => {
  if (state.catalog !== before.catalog || state.called !== before.called) useEditor.getState().refresh();
});
