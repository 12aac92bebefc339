import { commentsOf, type Comment, type FlowDocument, type FlowEdge, type FlowNode, type Point } from "./document";
import { takenIds, withComments } from "./edits";
import { parseJson } from "./json";
import { freeName } from "./naming";
import { readComment, readFlow } from "./reading";

/** What is put on the clipboard: JSON that another window, or a text editor, can take. */
export interface Clip {
  rayflow_clip: 1;
  nodes: FlowNode[];
  edges: FlowEdge[];
  comments: Comment[];
}

/** The chosen nodes and comments with the wires between them. */
export function clip(document: FlowDocument, ids: ReadonlySet<string>): Clip {
  return {
    rayflow_clip: 1,
    nodes: document.flow.nodes.filter((node) => ids.has(node.id)),
    edges: document.flow.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
    comments: commentsOf(document).filter((comment) => ids.has(comment.id)),
  };
}

/** Reads a clip, or a whole flow, from pasted text; nothing if it is neither. */
export function readClip(text: string): Clip | undefined {
  try {
    const value = parseJson(text) as Partial<Clip>;
    const document = readFlow(value);
    if (document.flow.nodes.length === 0 && !value.comments?.length) return undefined;
    return { rayflow_clip: 1, nodes: document.flow.nodes, edges: document.flow.edges, comments: value.comments ? value.comments.map(readComment) : commentsOf(document) };
  } catch {
    return undefined;
  }
}

/** Adds a clip with fresh ids. A flow has one START, so a second one is left out. */
export function paste(document: FlowDocument, clipped: Clip, at: Point | { by: Point }): { document: FlowDocument; ids: Set<string> } {
  const hasStart = document.flow.nodes.some((node) => node.type === "start");
  const nodes = clipped.nodes.filter((node) => !(hasStart && node.type === "start"));
  const items = [...nodes, ...clipped.comments];
  const shift = "by" in at ? at.by : shiftTo(items.map((item) => item.position), at);
  const taken = takenIds(document);
  const renamed = new Map<string, string>();
  for (const item of items) {
    const id = freeName(item.id, taken);
    taken.add(id);
    renamed.set(item.id, id);
  }
  const moved = <T extends { id: string; position: Point }>(item: T): T => ({
    ...item,
    id: renamed.get(item.id)!,
    position: { x: item.position.x + shift.x, y: item.position.y + shift.y },
  });
  const edgeIds = new Set(document.flow.edges.map((edge) => edge.id));
  const edges = clipped.edges
    .filter((edge) => renamed.has(edge.source) && renamed.has(edge.target))
    .map((edge) => {
      const ends = { ...edge, source: renamed.get(edge.source)!, target: renamed.get(edge.target)! };
      const id = freeName(`${ends.source}.${ends.sourceHandle}-${ends.target}.${ends.targetHandle}`, edgeIds);
      edgeIds.add(id);
      return { ...ends, id };
    });
  const flow = { ...document.flow, nodes: [...document.flow.nodes, ...nodes.map(moved)], edges: [...document.flow.edges, ...edges] };
  const pasted = withComments({ ...document, flow }, [...commentsOf(document), ...clipped.comments.map(moved)]);
  return { document: pasted, ids: new Set(renamed.values()) };
}

function shiftTo(positions: Point[], at: Point): Point {
  if (positions.length === 0) return { x: 0, y: 0 };
  const left = Math.min(...positions.map((position) => position.x));
  const top = Math.min(...positions.map((position) => position.y));
  return { x: at.x - left, y: at.y - top };
}
