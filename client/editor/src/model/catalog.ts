/** The catalogue of node types, as `GET /api/nodes` tells it. */

export type NodeKind = "pure" | "effect" | "control";

export interface InputDescription {
  name: string;
  type: string;
  required: boolean;
  default: unknown;
  description?: string;
}

export interface OutputDescription {
  name: string;
  type: string;
  description?: string;
}

export interface ConstantDescription {
  name: string;
  type: string;
  default: unknown;
  required: boolean;
  choices?: unknown[] | null;
  description?: string;
}

export interface CodeError {
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface NodeDescriptor {
  type: string;
  kind: NodeKind;
  category: string;
  label: string;
  icon: string;
  description: string;
  origin: "builtin" | "user" | "plugin";
  broken: boolean;
  errors: CodeError[];
  inputs: InputDescription[];
  outputs: OutputDescription[];
  exec_inputs: string[];
  exec_outputs: string[];
  constants: ConstantDescription[];
  config: ConstantDescription[];
  any_inputs: boolean;
  outputs_from: string | null;
  exec_outputs_from: string | null;
}

export type Catalog = ReadonlyMap<string, NodeDescriptor>;

export function indexCatalog(items: NodeDescriptor[]): Catalog {
  const complete = items.map((item) => ({
    ...item,
    kind: item.kind ?? "effect",
    category: item.category || "base",
    label: item.label || item.type,
    icon: item.icon || "circle",
    errors: item.errors ?? [],
    inputs: item.inputs ?? [],
    outputs: item.outputs ?? [],
    exec_inputs: item.exec_inputs ?? [],
    exec_outputs: item.exec_outputs ?? [],
    constants: item.constants ?? [],
    config: item.config ?? [],
  }));
  return new Map(complete.map((item) => [item.type, item]));
}

/** Stands in for a type that the server does not know, so that the flow can still be seen and repaired. */
export function unknownNode(type: string): NodeDescriptor {
  return {
    type,
    kind: "effect",
    category: "unknown",
    label: type,
    icon: "circle-help",
    description: `The server has no node of type “${type}”.`,
    origin: "user",
    broken: true,
    errors: [],
    inputs: [],
    outputs: [],
    exec_inputs: ["exec-in"],
    exec_outputs: ["exec-out"],
    constants: [],
    config: [],
    any_inputs: true,
    outputs_from: "wires",
    exec_outputs_from: null,
  };
}

const categoryOrder = ["base", "logic", "flow", "math", "string", "data", "variables", "convert", "io", "time", "event"];

export interface CategoryGroup {
  category: string;
  nodes: NodeDescriptor[];
}

/** The catalogue by category: built-in ones in a fixed order, then the user's by name. */
export function byCategory(nodes: Iterable<NodeDescriptor>): CategoryGroup[] {
  const groups = new Map<string, NodeDescriptor[]>();
  for (const node of nodes) groups.set(node.category, [...(groups.get(node.category) ?? []), node]);
  return [...groups]
    .map(([category, members]) => ({ category, nodes: members.sort((a, b) => endsFirst(a) - endsFirst(b)) }))
    .sort((a, b) => orderOf(a.category) - orderOf(b.category) || a.category.localeCompare(b.category));
}

/** START and RETURN are in every flow. */
function endsFirst(node: NodeDescriptor): number {
  return node.type === "start" ? 0 : node.type === "return" ? 1 : 2;
}

function orderOf(category: string): number {
  const index = categoryOrder.indexOf(category);
  return index < 0 ? categoryOrder.length : index;
}

/** Ranks the catalogue by how well it answers a search: the label's start, its words, the type, the description. */
export function searchCatalog(nodes: Iterable<NodeDescriptor>, query: string): NodeDescriptor[] {
  const words = query.toLowerCase().split(/[\s_]+/).filter(Boolean);
  if (words.length === 0) return byCategory(nodes).flatMap((group) => group.nodes);
  const scored: { node: NodeDescriptor; score: number }[] = [];
  for (const node of nodes) {
    let total = 0;
    for (const word of words) {
      const score = scoreOf(node, word);
      if (score === 0) { total = 0; break; }
      total += score;
    }
    if (total > 0) scored.push({ node, score: total });
  }
  return scored.sort((a, b) => b.score - a.score || a.node.label.localeCompare(b.node.label)).map((entry) => entry.node);
}

function scoreOf(node: NodeDescriptor, word: string): number {
  const label = node.label.toLowerCase();
  const type = node.type.toLowerCase();
  if (label === word || type === word) return 100;
  if (label.startsWith(word)) return 60;
  if (type.split("_").some((part) => part.startsWith(word))) return 40;
  if (type.includes(word) || label.includes(word)) return 25;
  if (node.category.startsWith(word)) return 15;
  return node.description.toLowerCase().includes(word) ? 5 : 0;
}
