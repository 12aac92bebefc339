import type { FlowDocument, FlowEdge, FlowNode } from "./document";
import { variablesOf } from "./document";
import { formatJson, isObject, sameJson } from "./json";

export type Change = "added" | "removed" | "changed" | "moved";

export interface FlowDiff {
  nodes: ReadonlyMap<string, Change>;
  edges: ReadonlyMap<string, Change>;
  variables: ReadonlyMap<string, Change>;
  /** What changed in a node, by field: `data.inputValues.y` with both values. */
  fields: ReadonlyMap<string, { path: string; before: unknown; after: unknown }[]>;
  /** The later document with what was removed still in it, so that all can be drawn on one canvas. */
  union: FlowDocument;
}

/** Compares two versions of a flow. Wires are told apart by their ends, not by their ids. */
export function diffOf(before: FlowDocument, after: FlowDocument): FlowDiff {
  const nodes = new Map<string, Change>();
  const fields = new Map<string, { path: string; before: unknown; after: unknown }[]>();
  const old = new Map(before.flow.nodes.map((node) => [node.id, node]));
  for (const node of after.flow.nodes) {
    const was = old.get(node.id);
    if (!was) { nodes.set(node.id, "added"); continue; }
    const changes = changedFields(was, node);
    if (changes.length > 0) fields.set(node.id, changes);
    if (changes.length > 0) nodes.set(node.id, "changed");
    else if (was.position.x !== node.position.x || was.position.y !== node.position.y) nodes.set(node.id, "moved");
  }
  const removed = before.flow.nodes.filter((node) => !after.flow.nodes.some((other) => other.id === node.id));
  for (const node of removed) nodes.set(node.id, "removed");

  const edges = new Map<string, Change>();
  const oldEnds = new Set(before.flow.edges.map(endsKey));
  const newEnds = new Set(after.flow.edges.map(endsKey));
  for (const edge of after.flow.edges) if (!oldEnds.has(endsKey(edge))) edges.set(edge.id, "added");
  const goneEdges = before.flow.edges.filter((edge) => !newEnds.has(endsKey(edge))).map((edge) => ({ ...edge, id: `removed:${edge.id}` }));
  for (const edge of goneEdges) edges.set(edge.id, "removed");

  const union: FlowDocument = {
    ...after,
    flow: { ...after.flow, nodes: [...after.flow.nodes, ...removed], edges: [...after.flow.edges, ...goneEdges] },
  };
  return { nodes, edges, variables: diffVariables(before, after), fields, union };
}

function diffVariables(before: FlowDocument, after: FlowDocument): Map<string, Change> {
  const changes = new Map<string, Change>();
  const old = new Map(variablesOf(before).map((variable) => [variable.name, formatJson(variable)]));
  for (const variable of variablesOf(after)) {
    const was = old.get(variable.name);
    if (was === undefined) changes.set(variable.name, "added");
    else if (was !== formatJson(variable)) changes.set(variable.name, "changed");
    old.delete(variable.name);
  }
  for (const name of old.keys()) changes.set(name, "removed");
  return changes;
}

function endsKey(edge: FlowEdge): string {
  return `${edge.source}|${edge.sourceHandle}|${edge.target}|${edge.targetHandle}`;
}

function changedFields(before: FlowNode, after: FlowNode) {
  const changes: { path: string; before: unknown; after: unknown }[] = [];
  const skip = new Set(["position", "id", "measured", "selected", "dragging", "width", "height"]);
  walk("", before, after, (path, a, b) => {
    if (!skip.has(path.split(".")[0]!)) changes.push({ path, before: a, after: b });
  });
  return changes;
}

function walk(path: string, a: unknown, b: unknown, report: (path: string, a: unknown, b: unknown) => void) {
  if (Object.is(a, b)) return;
  if (!isObject(a) || !isObject(b)) {
    if (!sameJson(a, b)) report(path, a, b);
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk(path ? `${path}.${key}` : key, a[key], b[key], report);
}
