import type { Catalog, NodeDescriptor } from "./catalog";
import { unknownNode } from "./catalog";
import type { FlowDocument, FlowNode } from "./document";
import { sameEnds, type Ends } from "./edits";
import { findPin, noWires, openHandle, pinsOf, type NodePins, type Pin } from "./pins";
import { converterInto, fits, formatPinType } from "./pinTypes";
import { wiresAt } from "./wires";

/** How the flows that a flow calls answer: their outputs by name. */
export type CalledFlows = ReadonlyMap<string, Record<string, string>>;

const noFlows: CalledFlows = new Map();

export function pinsIn(document: FlowDocument, catalog: Catalog, node: FlowNode, called: CalledFlows = noFlows): NodePins {
  const descriptor = catalog.get(node.type) ?? unknownNode(node.type);
  const flow = node.data.constantValues?.FLOW;
  const calledOutputs = descriptor.outputs_from === "flow" && typeof flow === "string" ? called.get(flow) : undefined;
  return pinsOf(node, descriptor, { ...wiresAt(document.flow.edges, node.id), calledOutputs });
}

/** Why a wire cannot be drawn, in words for the person who draws it; nothing if it can. */
export function refusal(document: FlowDocument, catalog: Catalog, ends: Ends, called?: CalledFlows): string | undefined {
  const source = document.flow.nodes.find((node) => node.id === ends.source);
  const target = document.flow.nodes.find((node) => node.id === ends.target);
  if (!source || !target) return "A wire needs a node at both ends.";
  const from = findPin(pinsIn(document, catalog, source, called), ends.sourceHandle);
  const to = findPin(pinsIn(document, catalog, target, called), ends.targetHandle);
  if (!from || !to) return "There is no such pin.";
  const between = refusalBetween(from, to, catalog);
  if (between) return between;
  if (ends.source === ends.target) {
    const ownTurn = ends.targetHandle === "input-collect" || ends.targetHandle === "input-condition";
    if (!ownTurn) return to.type.family === "exec" ? "A node cannot follow itself." : "A node cannot read its own output.";
  }
  if (document.flow.edges.some((edge) => sameEnds(edge, ends))) return "This wire is already there.";
  return undefined;
}

/** Why two pins do not fit, whatever nodes they belong to. */
export function refusalBetween(from: Pin, to: Pin, catalog?: Catalog): string | undefined {
  if (from.side === to.side) return from.side === "out" ? "Both are outputs: a wire ends at an input." : "Both are inputs: a wire starts at an output.";
  if (fits(from.type, to.type)) return undefined;
  if (from.type.family === "exec") return `An exec wire says when, not what: it cannot feed “${to.label}”.`;
  if (to.type.family === "exec") return `“${from.label}” is a value; an exec pin takes only exec wires.`;
  const converter = converterInto(to.type);
  const label = converter ? catalog?.get(converter)?.label : undefined;
  const fix = label ? ` Put a ${label} node between them.` : "";
  return `${formatPinType(from.type)} does not fit into ${formatPinType(to.type)}.${fix}`;
}

/** Puts an offered connection, drawn from either end, into the order of a wire. */
export function endsOf(a: { node: string; pin: Pin }, b: { node: string; pin: Pin }): Ends {
  const [out, into] = a.pin.side === "out" ? [a, b] : [b, a];
  return { source: out.node, sourceHandle: out.pin.handle, target: into.node, targetHandle: into.pin.handle };
}

/** The pin of a new node of this type that a wire from `loose` would end at, if it has one that fits. */
export function matchingPin(loose: Pin, descriptor: NodeDescriptor): Pin | undefined {
  const node: FlowNode = { id: "new", type: descriptor.type, position: { x: 0, y: 0 }, data: {} };
  const pins = pinsOf(node, descriptor, noWires);
  const candidates = (loose.side === "out" ? pins.inputs : pins.outputs).filter((pin) => {
    if (pin.handle === "exec-error") return false;
    return loose.side === "out" ? fits(loose.type, pin.type) : fits(pin.type, loose.type);
  });
  return candidates.find((pin) => pin.type.family === loose.type.family) ?? candidates.find((pin) => pin.handle !== openHandle) ?? candidates[0];
}
