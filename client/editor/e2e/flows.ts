import type { FlowDocument, FlowNode, NodeData } from "../src/model/document";
import { wires } from "../src/model/testing/fixtures";

/** Flows that the tests import. */

function node(id: string, type: string, x: number, y: number, data: NodeData = {}): FlowNode {
  return { id, type, position: { x, y }, data };
}

export function flow(name: string, nodes: FlowNode[], ...lines: string[]): FlowDocument {
  return { metadata: { name, version: "1.0.0", description: "" }, variables: {}, flow: { nodes, edges: wires(...lines) } };
}

const start = (schema: object = {}) => node("start", "start", 0, 0, { label: "START", config: { api_schema: schema } });

/** START(x, y) → add → RETURN. */
export function sum(name: string): FlowDocument {
  return flow(
    name,
    [start({ x: { type: "int" }, y: { type: "int" } }), node("add", "math_add", 240, 0, { label: "Add" }), node("return", "return", 480, 0, { label: "RETURN" })],
    "start.exec-out > add.exec-in", "start.output-x > add.input-x", "start.output-y > add.input-y",
    "add.exec-out > return.exec-in", "add.output-result > return.input-result",
  );
}

/** START → delay → log → RETURN. */
export function slow(name: string, seconds: number): FlowDocument {
  return flow(
    name,
    [
      start(),
      node("delay", "flow_delay", 240, 0, { label: "Delay", inputValues: { seconds } }),
      node("log", "log", 480, 0, { label: "Log", inputValues: { value: 1, message: "waited" } }),
      node("return", "return", 720, 0, { label: "RETURN", inputValues: { done: true } }),
    ],
    "start.exec-out > delay.exec-in", "delay.exec-out > log.exec-in", "log.exec-out > return.exec-in",
  );
}

/** START → wait for the signal `go` → log → RETURN. It stands still for as long as a test looks at it. */
export function waiting(name: string): FlowDocument {
  return flow(
    name,
    [
      start(),
      node("wait", "flow_wait_signal", 240, 0, { label: "Wait", constantValues: { SIGNAL: "go" } }),
      node("log", "log", 480, 0, { label: "Log", inputValues: { value: 1, message: "waited" } }),
      node("return", "return", 720, 0, { label: "RETURN", inputValues: { done: true } }),
    ],
    "start.exec-out > wait.exec-in", "wait.exec-out > log.exec-in", "log.exec-out > return.exec-in",
  );
}

/** START(y) → 10 / y → RETURN, with a branch that is skipped. */
export function divide(name: string): FlowDocument {
  return flow(
    name,
    [
      start({ y: { type: "int" } }),
      node("branch", "logic_if", 220, 0, { label: "If", inputValues: { condition: true } }),
      node("divide", "math_divide", 440, 0, { label: "Divide", inputValues: { x: 10 } }),
      node("other", "log", 440, 220, { label: "Other", inputValues: { value: 1 } }),
      node("return", "return", 700, 0, { label: "RETURN" }),
    ],
    "start.exec-out > branch.exec-in", "branch.exec-true > divide.exec-in", "branch.exec-false > other.exec-in",
    "start.output-y > divide.input-y", "divide.exec-out > return.exec-in", "divide.output-result > return.input-result",
  );
}

/** START → for each of [1, 2, 3]: log it → RETURN(collected). */
export function loop(name: string): FlowDocument {
  return flow(
    name,
    [
      start(),
      node("each", "flow_for_each", 240, 0, { label: "For each", inputValues: { items: [1, 2, 3] } }),
      node("log", "log", 560, 180, { label: "Log" }),
      node("return", "return", 560, -60, { label: "RETURN" }),
    ],
    "start.exec-out > each.exec-in", "each.exec-body > log.exec-in", "each.output-element > log.input-value", "log.output-value > each.input-collect",
    "each.exec-completed > return.exec-in", "each.output-collected > return.input-items",
  );
}

/** START(n) → the list of all numbers below n → RETURN. */
export function range(name: string): FlowDocument {
  return flow(
    name,
    [start({ n: { type: "int" } }), node("range", "data_list_range", 260, 0, { label: "Range" }), node("return", "return", 520, 0, { label: "RETURN" })],
    "start.exec-out > range.exec-in", "start.output-n > range.input-stop", "range.exec-out > return.exec-in", "range.output-list > return.input-items",
  );
}

/** A chain of this many nodes, START and RETURN included. */
export function chain(name: string, count: number): FlowDocument {
  const nodes = [start({ x: { type: "int" } })];
  const lines: string[] = [];
  for (let index = 0; index < count - 2; index++) {
    const id = `n${index}`;
    const before = nodes.at(-1)!.id;
    nodes.push(node(id, "math_add", 240 + (index % 40) * 250, Math.floor(index / 40) * 190, { label: `Add ${index}`, inputValues: { y: 1 } }));
    lines.push(`${before}.exec-out > ${id}.exec-in`, `${before}.${before === "start" ? "output-x" : "output-result"} > ${id}.input-x`);
  }
  const last = nodes.at(-1)!.id;
  nodes.push(node("return", "return", 240 + 41 * 250, 0, { label: "RETURN" }));
  return flow(name, nodes, ...lines, `${last}.exec-out > return.exec-in`, `${last}.output-result > return.input-result`);
}

/** A flow as the original RayFlow editor saves it. */
export const original = {
  metadata: { name: "from the original" },
  variables: [{ id: "var-1", name: "counter", type: "int", defaultValue: 2, isReadonly: false }],
  flow: {
    nodes: [
      { id: "1", type: "start", position: { x: 0, y: 0 }, data: { path: "nodes/base/start.py", label: "START", config: { api_schema: { x: { type: "int", required: true } } } } },
      { id: "2", type: "custom", position: { x: 260, y: 0 }, data: { path: "C:\\RayFlow\\nodes\\math\\add.py", label: "Add", configuredConstants: {}, inputValues: {} } },
      { id: "3", type: "variable", position: { x: 0, y: 200 }, data: { path: "virtual://variables/get_var-1", label: "counter" } },
      { id: "4", type: "return", position: { x: 520, y: 0 }, data: { path: "nodes/base/return.py", label: "RETURN" } },
    ],
    edges: [
      { source: "1", sourceHandle: "exec-out", target: "2", targetHandle: "exec-in" },
      { source: "1", sourceHandle: "output-x", target: "2", targetHandle: "input-x" },
      { source: "3", sourceHandle: "output-value", target: "2", targetHandle: "input-y" },
      { source: "2", sourceHandle: "exec-out", target: "4", targetHandle: "exec-in" },
      { source: "2", sourceHandle: "output-result", target: "4", targetHandle: "input-sum" },
    ],
  },
};
