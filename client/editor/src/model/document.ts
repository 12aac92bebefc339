import { isObject, sameJson } from "./json";

/** The flow document: React Flow's export format, with whatever else a file carries kept as it was. */

export interface Point {
  x: number;
  y: number;
}

export type ErrorStrategy = "abort" | "continue" | "skip" | "retry";

export interface Policy {
  on_error?: ErrorStrategy;
  max_attempts?: number;
  initial_delay_seconds?: number;
  backoff?: number;
  max_delay_seconds?: number;
  then?: Exclude<ErrorStrategy, "retry">;
  timeout_seconds?: number;
  [other: string]: unknown;
}

export type Join = "all" | "any" | "strict" | { mode: "n_of_m"; n: number };

export interface NodeData {
  label?: string;
  config?: Record<string, unknown>;
  constantValues?: Record<string, unknown>;
  inputValues?: Record<string, unknown>;
  policy?: Policy;
  join?: Join;
  /** What the person who drew the flow wrote about this node. */
  notes?: string;
  [other: string]: unknown;
}

export interface FlowNode {
  id: string;
  type: string;
  position: Point;
  data: NodeData;
  [other: string]: unknown;
}

export interface FlowEdge {
  id: string;
  source: string;
  sourceHandle: string;
  target: string;
  targetHandle: string;
  [other: string]: unknown;
}

export interface Variable {
  name: string;
  type?: string;
  default?: unknown;
  read_only?: boolean;
  description?: string;
  [other: string]: unknown;
}

/** A frame around nodes with a title. Dragging it takes along what lies inside. */
export interface Comment {
  id: string;
  text: string;
  colour: string;
  position: Point;
  width: number;
  height: number;
}

export interface FlowDocument {
  metadata: { name: string; version?: string; description?: string; [other: string]: unknown };
  variables: Record<string, unknown> | Variable[];
  flow: { nodes: FlowNode[]; edges: FlowEdge[]; [other: string]: unknown };
  /** What only the editor reads. */
  editor?: { comments?: Comment[]; [other: string]: unknown };
  [other: string]: unknown;
}

export const commentColours = ["#7c7cf0", "#3fa87a", "#d08a3c", "#d05f8a", "#4a90d9", "#8a93a3"];

export function emptyDocument(name = "untitled"): FlowDocument {
  return {
    metadata: { name, version: "1.0.0", description: "" },
    variables: {},
    flow: {
      nodes: [
        { id: "start", type: "start", position: { x: 0, y: 0 }, data: { label: "START", config: { api_schema: {} } } },
        { id: "return", type: "return", position: { x: 480, y: 0 }, data: { label: "RETURN", config: {} } },
      ],
      edges: [],
    },
  };
}

/** Nobody has drawn anything in it yet. */
export function isUntouched(document: FlowDocument): boolean {
  return sameDocument(document, emptyDocument(document.metadata.name));
}

export function commentsOf(document: FlowDocument): Comment[] {
  return document.editor?.comments ?? [];
}

export function variablesOf(document: FlowDocument): Variable[] {
  if (Array.isArray(document.variables)) return document.variables;
  return Object.entries(document.variables).map(([name, value]) => ({ name, default: value }));
}

/** Writes the variables back in the file's own form: the map while it can say all there is to say. */
export function withVariables(document: FlowDocument, variables: Variable[]): FlowDocument {
  const plain = !Array.isArray(document.variables) && variables.every(isPlain);
  return {
    ...document,
    variables: plain ? Object.fromEntries(variables.map((v) => [v.name, v.default ?? null])) : variables,
  };
}

function isPlain(variable: Variable): boolean {
  return Object.entries(variable).every(([key, value]) => key === "name" || key === "default" || value === undefined);
}

export interface ApiField {
  type: string;
  required?: boolean;
  default?: unknown;
  description?: string;
  [other: string]: unknown;
}

/** START's inputs, in the order in which they were declared. */
export function apiSchemaOf(node: FlowNode | undefined): Record<string, ApiField> {
  const schema = node?.data.config?.api_schema;
  if (!isObject(schema)) return {};
  return Object.fromEntries(
    Object.entries(schema).map(([name, field]) => [
      name,
      typeof field === "string" ? { type: field } : ({ type: "any", ...(field as object) } as ApiField),
    ]),
  );
}

export function startOf(document: FlowDocument): FlowNode | undefined {
  return document.flow.nodes.find((node) => node.type === "start");
}

export function isExec(handle: string): boolean {
  return handle.startsWith("exec");
}

/** The pin's name in a data handle: `x` of `input-x`. */
export function pinNameOf(handle: string): string {
  const dash = handle.indexOf("-");
  return dash < 0 ? handle : handle.slice(dash + 1);
}

/** Two documents that would run and look the same. */
export function sameDocument(a: FlowDocument, b: FlowDocument): boolean {
  return sameJson(a, b);
}
