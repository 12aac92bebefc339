import type { FlowDocument } from "./document";

/** One finding of the validator, as `POST /api/flows/validate` answers it. */
export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  message: string;
  node_id?: string | null;
  edge_id?: string | null;
  pointer?: string | null;
}

export interface Place {
  node?: string;
  edge?: string;
  /** The handle of the pin, when the finding is about one. */
  handle?: string;
}

export interface Marks {
  nodes: ReadonlyMap<string, Diagnostic[]>;
  edges: ReadonlyMap<string, Diagnostic[]>;
  /** Keys are `node|handle`. */
  pins: ReadonlyMap<string, Diagnostic[]>;
}

export const noMarks: Marks = { nodes: new Map(), edges: new Map(), pins: new Map() };

/** Where in a document a finding is: its ids if it has them, else what its JSON pointer leads to. */
export function placeOf(document: FlowDocument, diagnostic: Diagnostic): Place {
  const parts = (diagnostic.pointer ?? "").split("/").slice(1).map(unescape);
  const at = parts.indexOf("nodes") >= 0 ? parts.indexOf("nodes") : parts.indexOf("edges");
  const list = parts[at];
  const index = Number(parts[at + 1]);
  const place: Place = {};
  if (diagnostic.edge_id) place.edge = diagnostic.edge_id;
  else if (list === "edges") place.edge = document.flow.edges[index]?.id;
  if (diagnostic.node_id) place.node = diagnostic.node_id;
  else if (list === "nodes") place.node = document.flow.nodes[index]?.id;
  const part = parts.at(-2);
  const last = parts.at(-1) ?? "";
  if (part === "inputValues" || part === "inputs") place.handle = `input-${last}`;
  else if (/^(input|output|exec)-/.test(last)) place.handle = last;
  const edge = place.edge ? document.flow.edges.find((candidate) => candidate.id === place.edge) : undefined;
  if (edge && !place.handle) {
    place.node ??= edge.target;
    if (place.node === edge.target) place.handle = edge.targetHandle;
    else if (place.node === edge.source) place.handle = edge.sourceHandle;
  }
  return place;
}

/** Spreads findings over the nodes, pins and wires that they are about. */
export function marksOf(document: FlowDocument, diagnostics: Diagnostic[]): Marks {
  const nodes = new Map<string, Diagnostic[]>();
  const edges = new Map<string, Diagnostic[]>();
  const pins = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const place = placeOf(document, diagnostic);
    if (place.node) push(nodes, place.node, diagnostic);
    if (place.edge) push(edges, place.edge, diagnostic);
    if (place.node && place.handle) push(pins, `${place.node}|${place.handle}`, diagnostic);
  }
  return { nodes, edges, pins };
}

export function worst(diagnostics: readonly Diagnostic[] | undefined): Diagnostic["severity"] | undefined {
  if (!diagnostics?.length) return undefined;
  return diagnostics.some((diagnostic) => diagnostic.severity === "error") ? "error" : "warning";
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function unescape(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
