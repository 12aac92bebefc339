import { indexCatalog, type NodeDescriptor } from "../catalog";
import type { FlowDocument, FlowEdge, FlowNode } from "../document";

type Pins = Record<string, string>;

function descriptor(type: string, kind: NodeDescriptor["kind"], inputs: Pins, outputs: Pins, rest: Partial<NodeDescriptor> = {}): NodeDescriptor {
  return {
    type, kind, category: type.includes("_") ? type.split("_")[0]! : "base", label: rest.label ?? type, icon: "box", description: "", origin: "builtin", broken: false, errors: [],
    inputs: Object.entries(inputs).map(([name, pin]) => ({ name, type: pin, required: true, default: null })),
    outputs: Object.entries(outputs).map(([name, pin]) => ({ name, type: pin })),
    exec_inputs: ["exec-in"], exec_outputs: ["exec-out", "exec-error"], constants: [], config: [], any_inputs: false, outputs_from: null, exec_outputs_from: null,
    ...rest,
  };
}

/** A few node types of each kind, as the server describes them. */
export const catalog = indexCatalog([
  descriptor("start", "control", {}, {}, { exec_inputs: [], exec_outputs: ["exec-out"], outputs_from: "api_schema", label: "START" }),
  descriptor("return", "control", {}, {}, { exec_outputs: [], any_inputs: true, label: "RETURN" }),
  descriptor("math_add", "pure", { x: "number", y: "number" }, { result: "number" }, { label: "Add" }),
  descriptor("string_upper", "pure", { text: "str" }, { result: "str" }, { label: "Upper" }),
  descriptor("string_split", "pure", { text: "str" }, { parts: "list[str]" }, { label: "Split" }),
  descriptor("convert_float", "pure", { value: "any" }, { result: "float" }, { label: "To float" }),
  descriptor("log", "effect", { value: "any" }, { value: "any" }, { label: "Log" }),
  descriptor("logic_switch", "control", { value: "any" }, {}, {
    exec_outputs: ["exec-error"], exec_outputs_from: "CASES", constants: [{ name: "CASES", type: "list", default: [], required: true }],
  }),
  descriptor("flow_sequence", "control", {}, {}, {
    exec_outputs: ["exec-error"], exec_outputs_from: "COUNT", constants: [{ name: "COUNT", type: "int", default: 2, required: true }],
  }),
  descriptor("flow_for_each", "control", { items: "list", collect: "any" }, { element: "any", index: "int", collected: "list" }, { exec_outputs: ["exec-body", "exec-completed", "exec-error"] }),
]);

export function node(id: string, type: string, data: FlowNode["data"] = {}, x = 0, y = 0): FlowNode {
  return { id, type, position: { x, y }, data };
}

/** Wires written as `start.exec-out > add.exec-in`. */
export function wires(...lines: string[]): FlowEdge[] {
  return lines.map((line, index) => {
    const [from, to] = line.split(" > ").map((end) => [end.slice(0, end.indexOf(".")), end.slice(end.indexOf(".") + 1)]);
    return { id: `e${index}`, source: from![0]!, sourceHandle: from![1]!, target: to![0]!, targetHandle: to![1]! };
  });
}

export function flow(nodes: FlowNode[], edges: FlowEdge[] = []): FlowDocument {
  return { metadata: { name: "test" }, variables: {}, flow: { nodes, edges } };
}

/** START with x and y → add → RETURN. */
export function sum(): FlowDocument {
  const schema = { x: { type: "int" }, y: { type: "int", default: 3 } };
  return flow(
    [node("start", "start", { config: { api_schema: schema } }), node("add", "math_add", {}, 200), node("return", "return", {}, 400)],
    wires(
      "start.exec-out > add.exec-in", "start.output-x > add.input-x", "start.output-y > add.input-y",
      "add.exec-out > return.exec-in", "add.output-result > return.input-result",
    ),
  );
}
