import type { FlowEdge } from "./document";

export interface NodeWires {
  incoming: FlowEdge[];
  outgoing: FlowEdge[];
}

const none: NodeWires = { incoming: [], outgoing: [] };
const indexed = new WeakMap<readonly FlowEdge[], Map<string, NodeWires>>();

/** The wires at a node. The index is made once for a list of edges, which nobody changes in place. */
export function wiresAt(edges: readonly FlowEdge[], node: string): NodeWires {
  let index = indexed.get(edges);
  if (!index) indexed.set(edges, (index = indexWires(edges)));
  return index.get(node) ?? none;
}

function indexWires(edges: readonly FlowEdge[]): Map<string, NodeWires> {
  const index = new Map<string, NodeWires>();
  const at = (node: string) => {
    const wires = index.get(node);
    if (wires) return wires;
    const fresh = { incoming: [], outgoing: [] };
    index.set(node, fresh);
    return fresh;
  };
  for (const edge of edges) {
    at(edge.source).outgoing.push(edge);
    at(edge.target).incoming.push(edge);
  }
  return index;
}
