import type { FlowDocument, Point } from "./document";
import type { Box } from "./edits";

/** Places for every box, left to right along the wires. The layout library is loaded at the first call. */
export async function autoLayout(document: FlowDocument, boxes: Box[]): Promise<Map<string, Point>> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 44, ranksep: 90, marginx: 0, marginy: 0, ranker: "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(boxes.map((box) => box.id));
  for (const box of boxes) graph.setNode(box.id, { width: box.width, height: box.height });
  for (const edge of document.flow.edges) {
    if (!ids.has(edge.source) || !ids.has(edge.target) || edge.source === edge.target) continue;
    if (isBackWire(edge.targetHandle)) continue;
    const weight = edge.sourceHandle.startsWith("exec") ? 4 : 1;
    graph.setEdge(edge.source, edge.target, { weight }, edge.id);
  }
  dagre.layout(graph);
  return snapTopLeft(boxes, (id) => graph.node(id) as Point | undefined);
}

/** What flows back from a loop's body must not push the loop behind it. */
function isBackWire(targetHandle: string): boolean {
  return targetHandle === "input-collect";
}

function snapTopLeft(boxes: Box[], centre: (id: string) => Point | undefined): Map<string, Point> {
  const places = new Map<string, Point>();
  for (const box of boxes) {
    const at = centre(box.id);
    if (at) places.set(box.id, { x: snap(at.x - box.width / 2), y: snap(at.y - box.height / 2) });
  }
  return places;
}

function snap(value: number): number {
  return Math.round(value / 10) * 10;
}
