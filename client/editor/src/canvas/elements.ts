import type { Edge, Node } from "@xyflow/react";
import { unknownNode, type Catalog, type NodeDescriptor } from "../model/catalog";
import { pinsIn, type CalledFlows } from "../model/connecting";
import { worst, type Diagnostic, type Marks } from "../model/diagnostics";
import type { Change, FlowDiff } from "../model/diff";
import { commentsOf, isExec, type Comment, type FlowDocument, type FlowEdge, type FlowNode } from "../model/document";
import { findPin, type NodePins } from "../model/pins";
import { colourOf, parsePinType, type PinType } from "../model/pinTypes";
import { wiresAt } from "../model/wires";

/** What React Flow draws, made from the document. An element is kept as it is while nothing that it shows changes. */

export type FlowNodeData = {
  node: FlowNode;
  descriptor: NodeDescriptor;
  pins: NodePins;
  /** Handles that have a wire, joined by spaces. */
  wired: string;
  problems: readonly Diagnostic[] | undefined;
  /** The worst severity at each marked pin. */
  pinMarks: string;
  change: Change | undefined;
};

export type CommentData = { comment: Comment };

export type FlowElement = Node<FlowNodeData, "flow">;
export type CommentElement = Node<CommentData, "comment">;
export type CanvasNode = FlowElement | CommentElement;

export type WireData = {
  edge: FlowEdge;
  exec: boolean;
  type: PinType;
  severity: Diagnostic["severity"] | undefined;
  problem: string | undefined;
  change: Change | undefined;
};
export type CanvasEdge = Edge<WireData, "wire">;

export interface Sources {
  document: FlowDocument;
  catalog: Catalog;
  marks: Marks;
  called: CalledFlows;
  diff?: FlowDiff;
}

export function toCanvasNodes(sources: Sources, before: readonly CanvasNode[], readOnly: boolean): CanvasNode[] {
  const old = new Map(before.map((node) => [node.id, node]));
  const comments = commentsOf(sources.document).map((comment) => commentElement(comment, old.get(comment.id), readOnly));
  return [...comments, ...sources.document.flow.nodes.map((node) => flowElement(node, sources, old.get(node.id), readOnly))];
}

function commentElement(comment: Comment, old: CanvasNode | undefined, readOnly: boolean): CommentElement {
  if (old?.type === "comment" && old.data.comment === comment && old.draggable !== readOnly) return old;
  return {
    ...(old as CommentElement | undefined),
    id: comment.id,
    type: "comment",
    position: comment.position,
    width: comment.width,
    height: comment.height,
    zIndex: -1,
    draggable: !readOnly,
    ariaLabel: `Comment: ${comment.text || "empty"}`,
    data: { comment },
  };
}

function flowElement(node: FlowNode, sources: Sources, old: CanvasNode | undefined, readOnly: boolean): FlowElement {
  const { document, catalog, marks, diff } = sources;
  const descriptor = catalog.get(node.type) ?? unknownDescriptor(node.type);
  const wires = wiresAt(document.flow.edges, node.id);
  const wired = [...wires.incoming.map((edge) => edge.targetHandle), ...wires.outgoing.map((edge) => edge.sourceHandle)].join(" ");
  const problems = marks.nodes.get(node.id);
  const change = diff?.nodes.get(node.id);
  const oldData = old?.type === "flow" ? old.data : undefined;
  const pins = oldData && oldData.node === node && oldData.descriptor === descriptor && oldData.wired === wired && descriptor.outputs_from !== "flow"
    ? oldData.pins
    : pinsIn(document, catalog, node, sources.called);
  const pinMarks = pinMarksOf(node.id, pins, marks);
  const same = oldData && oldData.node === node && oldData.pins === pins && oldData.change === change && oldData.pinMarks === pinMarks;
  if (same && sameDiagnostics(oldData.problems, problems) && old?.draggable !== readOnly) return old as FlowElement;
  return {
    ...(old as FlowElement | undefined),
    id: node.id,
    type: "flow",
    position: old?.dragging ? old.position : node.position,
    draggable: !readOnly,
    ariaLabel: `${node.data.label || descriptor.label} (${node.id})`,
    data: { node, descriptor, pins, wired, problems, pinMarks, change },
  };
}

const unknown = new Map<string, NodeDescriptor>();

function unknownDescriptor(type: string): NodeDescriptor {
  const known = unknown.get(type) ?? unknownNode(type);
  unknown.set(type, known);
  return known;
}

function pinMarksOf(node: string, pins: NodePins, marks: Marks): string {
  if (marks.pins.size === 0) return "";
  return [...pins.inputs, ...pins.outputs]
    .map((pin) => [pin.handle, worst(marks.pins.get(`${node}|${pin.handle}`))])
    .filter(([, severity]) => severity)
    .map(([handle, severity]) => `${handle}:${severity}`)
    .join(" ");
}

function sameDiagnostics(a: readonly Diagnostic[] | undefined, b: readonly Diagnostic[] | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((entry, index) => entry.message === b?.[index]?.message));
}

export function toCanvasEdges(sources: Sources, nodes: readonly CanvasNode[], before: readonly CanvasEdge[], readOnly: boolean): CanvasEdge[] {
  const old = new Map(before.map((edge) => [edge.id, edge]));
  const pins = new Map(nodes.flatMap((node) => (node.type === "flow" ? [[node.id, node.data.pins] as const] : [])));
  return sources.document.flow.edges.filter((edge) => pins.has(edge.source) && pins.has(edge.target)).map((edge) => {
    const diagnostics = sources.marks.edges.get(edge.id);
    const severity = worst(diagnostics);
    const change = sources.diff?.edges.get(edge.id);
    const pin = findPin(pins.get(edge.source)!, edge.sourceHandle);
    const type = pin?.type ?? parsePinType("any");
    const was = old.get(edge.id);
    const data = was?.data;
    if (was && data?.edge === edge && data.type === type && data.severity === severity && data.change === change && was.deletable !== readOnly) return was;
    const exec = isExec(edge.sourceHandle);
    return {
      ...was,
      id: edge.id,
      type: "wire",
      source: edge.source,
      sourceHandle: edge.sourceHandle,
      target: edge.target,
      targetHandle: edge.targetHandle,
      deletable: !readOnly,
      reconnectable: !readOnly,
      ariaLabel: `Wire from ${edge.source} ${edge.sourceHandle} to ${edge.target} ${edge.targetHandle}`,
      style: { "--wire": exec ? "var(--pin-exec)" : colourOf(type) } as Edge["style"],
      data: { edge, exec, type, severity, problem: diagnostics?.[0]?.message, change },
    };
  });
}
