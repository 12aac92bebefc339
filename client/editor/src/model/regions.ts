import type { Catalog } from "./catalog";
import type { FlowDocument } from "./document";
import { wiresAt } from "./wires";

/** The nodes that belong to one exec output of a loop or a try. */
export interface Region {
  owner: string;
  handle: string;
  kind: "loop" | "try";
  /** How deep it lies inside others; the outermost is 0. */
  depth: number;
  members: ReadonlySet<string>;
}

const openers: Record<string, Region["kind"]> = { "exec-body": "loop", "exec-try": "try" };

/** Every region of a flow, outermost first. Members of an inner region belong to the outer one too. */
export function regionsOf(document: FlowDocument, catalog: Catalog): Region[] {
  const found: Omit<Region, "depth">[] = [];
  for (const node of document.flow.nodes) {
    for (const handle of catalog.get(node.type)?.exec_outputs ?? []) {
      const kind = openers[handle];
      if (!kind) continue;
      const members = reachable(document, node.id, handle);
      if (members.size > 0) found.push({ owner: node.id, handle, kind, members });
    }
  }
  return found
    .map((region) => ({ ...region, depth: found.filter((other) => other !== region && other.members.has(region.owner)).length }))
    .sort((a, b) => a.depth - b.depth);
}

function reachable(document: FlowDocument, owner: string, handle: string): Set<string> {
  const members = new Set<string>();
  const open = wiresAt(document.flow.edges, owner).outgoing.filter((edge) => edge.sourceHandle === handle).map((edge) => edge.target);
  while (open.length > 0) {
    const id = open.pop()!;
    if (id === owner || members.has(id)) continue;
    members.add(id);
    for (const edge of wiresAt(document.flow.edges, id).outgoing) if (edge.sourceHandle.startsWith("exec")) open.push(edge.target);
  }
  addPureFeeders(document, members, owner);
  return members;
}

/** A node without exec wires whose every reader lies in the region is drawn inside it. */
function addPureFeeders(document: FlowDocument, members: Set<string>, owner: string) {
  for (let grown = true; grown; ) {
    grown = false;
    for (const node of document.flow.nodes) {
      if (members.has(node.id) || node.id === owner) continue;
      const wires = wiresAt(document.flow.edges, node.id);
      const hasExec = [...wires.incoming, ...wires.outgoing].some((edge) => edge.sourceHandle.startsWith("exec"));
      if (hasExec || wires.outgoing.length === 0 || !wires.outgoing.every((edge) => members.has(edge.target))) continue;
      members.add(node.id);
      grown = true;
    }
  }
}
