import type { NodeDescriptor } from "./catalog";
import {
  commentsOf, isExec, variablesOf, withVariables, type Comment, type FlowDocument, type FlowEdge, type FlowNode, type NodeData, type Point,
} from "./document";
import { freeName, idStem } from "./naming";
import { openHandle } from "./pins";
import { wiresAt } from "./wires";

/** Every change to a document is one of these: a new document out of an old one, sharing what did not change. */

export interface Ends {
  source: string;
  sourceHandle: string;
  target: string;
  targetHandle: string;
}

export function withNodes(document: FlowDocument, nodes: FlowNode[]): FlowDocument {
  return { ...document, flow: { ...document.flow, nodes } };
}

export function withEdges(document: FlowDocument, edges: FlowEdge[]): FlowDocument {
  return { ...document, flow: { ...document.flow, edges } };
}

export function takenIds(document: FlowDocument): Set<string> {
  return new Set([...document.flow.nodes.map((node) => node.id), ...commentsOf(document).map((comment) => comment.id)]);
}

export function newNode(document: FlowDocument, descriptor: NodeDescriptor, position: Point, data?: Partial<NodeData>): FlowNode {
  return {
    id: freeName(idStem(descriptor.type), takenIds(document)),
    type: descriptor.type,
    position,
    data: { label: descriptor.label, config: {}, constantValues: {}, inputValues: {}, ...data },
  };
}

export function addNode(document: FlowDocument, node: FlowNode): FlowDocument {
  return withNodes(document, [...document.flow.nodes, node]);
}

/** Takes away nodes with their wires, wires and comments, whichever the ids name. */
export function remove(document: FlowDocument, ids: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> }): FlowDocument {
  const nodes = document.flow.nodes.filter((node) => !ids.nodes.has(node.id));
  const edges = document.flow.edges.filter((edge) => !ids.edges.has(edge.id) && !ids.nodes.has(edge.source) && !ids.nodes.has(edge.target));
  const comments = commentsOf(document).filter((comment) => !ids.nodes.has(comment.id));
  return withComments({ ...document, flow: { ...document.flow, nodes, edges } }, comments);
}

/** Draws a wire. A data input takes one, so a wire that was there before gives way; the open pin becomes a named one. */
export function connect(document: FlowDocument, ends: Ends): FlowDocument {
  const wire = { ...ends, targetHandle: ends.targetHandle === openHandle ? nameOpenInput(document, ends) : ends.targetHandle };
  const kept = isExec(wire.targetHandle)
    ? document.flow.edges
    : document.flow.edges.filter((edge) => edge.target !== wire.target || edge.targetHandle !== wire.targetHandle);
  if (kept.some((edge) => sameEnds(edge, wire))) return document;
  const taken = new Set(document.flow.edges.map((edge) => edge.id));
  const id = freeName(`${wire.source}.${wire.sourceHandle}-${wire.target}.${wire.targetHandle}`, taken);
  return withEdges(document, [...kept, { id, ...wire }]);
}

export function sameEnds(a: Ends, b: Ends): boolean {
  return a.source === b.source && a.sourceHandle === b.sourceHandle && a.target === b.target && a.targetHandle === b.targetHandle;
}

/** Moves a wire to other ends, keeping what else it carries. */
export function reconnect(document: FlowDocument, id: string, ends: Ends): FlowDocument {
  const old = document.flow.edges.find((edge) => edge.id === id);
  if (!old || sameEnds(old, ends)) return document;
  return connect(withEdges(document, document.flow.edges.filter((edge) => edge.id !== id)), ends);
}

function nameOpenInput(document: FlowDocument, ends: Ends): string {
  const node = document.flow.nodes.find((other) => other.id === ends.target);
  const taken = new Set([
    ...wiresAt(document.flow.edges, ends.target).incoming.map((edge) => edge.targetHandle),
    ...Object.keys(node?.data.inputValues ?? {}).map((name) => `input-${name}`),
  ]);
  return freeName(`input-${ends.sourceHandle.replace(/^output-/, "")}`, taken);
}

export function updateNode(document: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
  return withNodes(document, document.flow.nodes.map((node) => (node.id === id ? change(node) : node)));
}

export function updateData(document: FlowDocument, id: string, change: (data: NodeData) => NodeData): FlowDocument {
  return updateNode(document, id, (node) => ({ ...node, data: change(node.data) }));
}

/** Sets or, with `undefined`, takes away one entry of `inputValues`, `constantValues` or `config`. */
export function setEntry(
  document: FlowDocument,
  id: string,
  part: "inputValues" | "constantValues" | "config",
  name: string,
  value: unknown,
): FlowDocument {
  return updateData(document, id, (data) => {
    const entries = { ...data[part] };
    if (value === undefined) delete entries[name];
    else entries[name] = value;
    return { ...data, [part]: entries };
  });
}

/** Renames a free input of a node that takes any, with its wire and its value. */
export function renameInput(document: FlowDocument, id: string, from: string, to: string): FlowDocument {
  const edges = document.flow.edges.map((edge) =>
    edge.target === id && edge.targetHandle === `input-${from}` ? { ...edge, targetHandle: `input-${to}` } : edge,
  );
  return updateData(withEdges(document, edges), id, (data) => {
    if (!data.inputValues || !(from in data.inputValues)) return data;
    const { [from]: value, ...others } = data.inputValues;
    return { ...data, inputValues: { ...others, [to]: value } };
  });
}

/** Renames a variable, and what refers to it: settings that name it, and the labels that its nodes began with. */
export function renameVariable(document: FlowDocument, from: string, to: string): FlowDocument {
  const variables = variablesOf(document).map((variable) => (variable.name === from ? { ...variable, name: to } : variable));
  const nodes = document.flow.nodes.map((node) => {
    if (node.data.config?.variable_name !== from) return node;
    const label = node.data.label?.replace(/^(get|set) (.+)$/, (whole, kind: string, name: string) => (name === from ? `${kind} ${to}` : whole));
    return { ...node, data: { ...node.data, label, config: { ...node.data.config, variable_name: to } } };
  });
  return withVariables({ ...document, flow: { ...document.flow, nodes } }, variables);
}

/** Renames one of START's inputs and every wire that reads it. */
export function renameApiField(document: FlowDocument, id: string, from: string, to: string): FlowDocument {
  const edges = document.flow.edges.map((edge) =>
    edge.source === id && edge.sourceHandle === `output-${from}` ? { ...edge, sourceHandle: `output-${to}` } : edge,
  );
  return updateData(withEdges(document, edges), id, (data) => {
    const schema = Object.entries((data.config?.api_schema ?? {}) as Record<string, unknown>);
    const renamed = Object.fromEntries(schema.map(([name, field]) => [name === from ? to : name, field]));
    return { ...data, config: { ...data.config, api_schema: renamed } };
  });
}

export function withComments(document: FlowDocument, comments: Comment[]): FlowDocument {
  if (comments.length === 0 && !document.editor?.comments?.length) return document;
  return { ...document, editor: { ...document.editor, comments } };
}

export function updateComment(document: FlowDocument, id: string, change: Partial<Comment>): FlowDocument {
  return withComments(document, commentsOf(document).map((comment) => (comment.id === id ? { ...comment, ...change } : comment)));
}

/** Puts nodes and comments at new places. */
export function moveTo(document: FlowDocument, places: ReadonlyMap<string, Point>): FlowDocument {
  const place = <T extends { id: string; position: Point }>(item: T): T => {
    const position = places.get(item.id);
    return position && (position.x !== item.position.x || position.y !== item.position.y) ? { ...item, position } : item;
  };
  return withComments(withNodes(document, document.flow.nodes.map(place)), commentsOf(document).map(place));
}

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Alignment = "left" | "centre" | "right" | "top" | "middle" | "bottom" | "spread-x" | "spread-y";

/** The places that boxes take when they are lined up, or spread so that the gaps between them are equal. */
export function aligned(boxes: Box[], how: Alignment): Map<string, Point> {
  if (how === "spread-x") return spread(boxes, "x", "width");
  if (how === "spread-y") return spread(boxes, "y", "height");
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const top = Math.min(...boxes.map((box) => box.y));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const place = (box: Box): Point => {
    switch (how) {
      case "left": return { x: left, y: box.y };
      case "right": return { x: right - box.width, y: box.y };
      case "centre": return { x: (left + right - box.width) / 2, y: box.y };
      case "top": return { x: box.x, y: top };
      case "bottom": return { x: box.x, y: bottom - box.height };
      default: return { x: box.x, y: (top + bottom - box.height) / 2 };
    }
  };
  return new Map(boxes.map((box) => [box.id, place(box)]));
}

function spread(boxes: Box[], axis: "x" | "y", size: "width" | "height"): Map<string, Point> {
  const sorted = [...boxes].sort((a, b) => a[axis] - b[axis]);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last || sorted.length < 3) return new Map();
  const room = last[axis] + last[size] - first[axis] - sorted.reduce((sum, box) => sum + box[size], 0);
  const gap = room / (sorted.length - 1);
  let at = first[axis];
  const places = new Map<string, Point>();
  for (const box of sorted) {
    places.set(box.id, axis === "x" ? { x: at, y: box.y } : { x: box.x, y: at });
    at += box[size] + gap;
  }
  return places;
}
