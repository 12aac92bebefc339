import { emptyDocument, type Comment, type FlowDocument, type FlowEdge, type FlowNode, type NodeData, type Point, type Variable } from "./document";
import { isObject, parseJson, textOf, toNumber } from "./json";

type Dict = Record<string, unknown>;

/** A file that is no flow; the message says what is wrong with it. */
export class UnreadableFlow extends Error {}

/** Reads a flow file's text: RayFlow's own, or one saved by the original editor. */
export function readFlowText(text: string): FlowDocument {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw new UnreadableFlow(`This is not JSON: ${(cause as Error).message}`);
  }
  return readFlow(value);
}

/**
 * Brings a document into the form that the editor works on: types by name, constants under `constantValues`,
 * every edge with an id. Fields that it does not know stay where they are. What is drawn is a place or a text; every other
 * number stays exact (`json.ts`).
 */
export function readFlow(value: unknown): FlowDocument {
  const root = dict(value);
  const flow = dict(root?.flow) ?? (Array.isArray(root?.nodes) ? root : undefined);
  if (!root || !flow || !Array.isArray(flow.nodes)) throw new UnreadableFlow("This file has no list of nodes under “flow”.");
  const empty = emptyDocument();
  const variables = readVariables(root.variables);
  const names = variableNames(root.variables);
  const nodes = flow.nodes.map((node, index) => readNode(node, index, names));
  const edges = (Array.isArray(flow.edges) ? flow.edges : []).map(readEdge);
  const metadata = { ...empty.metadata, ...dict(root.metadata), name: textOf(dict(root.metadata)?.name ?? root.name ?? "untitled") };
  const document = {
    ...(root === flow ? {} : root),
    metadata: withTexts(metadata, "version", "description"),
    variables,
    flow: { ...flow, nodes, edges },
  } as FlowDocument;
  const comments = document.editor?.comments;
  return Array.isArray(comments) ? { ...document, editor: { ...document.editor, comments: comments.map(readComment) } } : document;
}

function readNode(value: unknown, index: number, variables: Map<string, string>): FlowNode {
  const node = dict(value);
  if (!node) throw new UnreadableFlow(`Node ${index + 1} is not an object.`);
  const data = dict(node.data) ?? {};
  const original = originalType(data.path, variables);
  const configured = dict(data.configuredConstants);
  const read: NodeData = withTexts(data, "label", "notes");
  if (configured) {
    read.constantValues = { ...configured, ...dict(data.constantValues) };
    delete read.configuredConstants;
  }
  if (original?.variable) read.config = { variable_name: original.variable, ...dict(data.config) };
  const type = original && (!node.type || isViewName(textOf(node.type))) ? original.type : textOf(node.type ?? "unknown");
  if (original && type === original.type) delete read.path;
  return {
    ...node,
    id: textOf(node.id ?? `node${index + 1}`),
    type,
    position: readPoint(node.position),
    data: read,
  };
}

export function readComment(value: unknown): Comment {
  const comment = withTexts(dict(value) ?? {}, "id", "text", "colour");
  return { ...comment, position: readPoint(comment.position), width: finite(comment.width), height: finite(comment.height) } as Comment;
}

function readPoint(value: unknown): Point {
  const { x, y } = dict(value) ?? {};
  return { x: finite(x), y: finite(y) };
}

/** The same with texts under these names, if there is anything. */
function withTexts<T extends Dict>(value: T, ...names: string[]): T {
  const texts = names.filter((name) => value[name] !== undefined && value[name] !== null && typeof value[name] !== "string");
  return { ...value, ...Object.fromEntries(texts.map((name) => [name, textOf(value[name])])) };
}

/** The names by which React Flow's own views go; a node of RayFlow's has a category in its type. */
function isViewName(type: string): boolean {
  return !["start", "return", "log", "checkpoint", "fail"].includes(type) && !/^[a-z0-9]+_[a-z0-9_]+$/.test(type);
}

function originalType(path: unknown, variables: Map<string, string>): { type: string; variable?: string } | undefined {
  if (typeof path !== "string") return undefined;
  const variable = /^virtual:\/\/variables\/(get|set)_(.+)$/.exec(path);
  if (variable) return { type: `variables_${variable[1]}`, variable: variables.get(variable[2]!) ?? variable[2]! };
  const parts = path.replaceAll("\\", "/").split("/");
  const root = parts.lastIndexOf("nodes");
  const [category, file] = root >= 0 ? parts.slice(root + 1) : parts.slice(-2);
  if (!category || !file?.endsWith(".py")) return undefined;
  const name = file.slice(0, -3);
  return { type: category === "base" ? name : `${category}_${name}` };
}

function readEdge(value: unknown, index: number): FlowEdge {
  const edge = dict(value) ?? {};
  const source = textOf(edge.source ?? "");
  const target = textOf(edge.target ?? "");
  const sourceHandle = textOf(edge.sourceHandle ?? "exec-out");
  const targetHandle = textOf(edge.targetHandle ?? "exec-in");
  const id = edge.id === undefined || edge.id === null ? `${source}.${sourceHandle}-${target}.${targetHandle}-${index}` : textOf(edge.id);
  return { ...edge, id, source, target, sourceHandle, targetHandle };
}

function readVariables(value: unknown): FlowDocument["variables"] {
  if (!Array.isArray(value)) return dict(value) ?? {};
  return value.map((entry) => {
    const { defaultValue, ...variable } = dict(entry) ?? {};
    const read = { ...withTexts(variable, "type", "description"), name: textOf(variable.name ?? variable.id ?? "") } as Variable;
    if (read.default === undefined && defaultValue !== undefined) read.default = defaultValue;
    return read;
  });
}

function variableNames(value: unknown): Map<string, string> {
  const entries = Array.isArray(value) ? value.map(dict) : [];
  return new Map(entries.filter((v) => v?.id !== undefined && v.name !== undefined).map((v) => [textOf(v!.id), textOf(v!.name)]));
}

function finite(value: unknown): number {
  const number = toNumber(value);
  return Number.isFinite(number) ? number : 0;
}

function dict(value: unknown): Dict | undefined {
  return isObject(value) ? value : undefined;
}
