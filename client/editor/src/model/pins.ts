import type { NodeDescriptor } from "./catalog";
import { apiSchemaOf, isExec, pinNameOf, type FlowEdge, type FlowNode } from "./document";
import { textOf, toNumber } from "./json";
import { parsePinType, type PinType } from "./pinTypes";

/** The handle that makes a new input of a node that takes any: dropping a wire on it names the input. */
export const openHandle = "input-*";

export interface Pin {
  handle: string;
  /** What is written beside it. */
  label: string;
  side: "in" | "out";
  type: PinType;
  required: boolean;
  default: unknown;
  description: string;
}

export interface NodePins {
  inputs: Pin[];
  outputs: Pin[];
}

/** What a node's pins depend on beside itself. */
export interface PinContext {
  incoming: readonly FlowEdge[];
  outgoing: readonly FlowEdge[];
  /** The outputs of the flow that a node calls, when they are known. */
  calledOutputs?: Record<string, string>;
}

export const noWires: PinContext = { incoming: [], outgoing: [] };

/** Every pin of one node of a flow: the catalogue's, those that its constants make, and those only its wires name. */
export function pinsOf(node: FlowNode, descriptor: NodeDescriptor, context: PinContext): NodePins {
  const inputs = [...descriptor.exec_inputs.map((handle) => execPin(handle, "in")), ...dataInputs(node, descriptor, context)];
  const outputs = withErrorLast([...execOutputs(node, descriptor), ...dataOutputs(node, descriptor, context)]);
  addStrays(inputs, context.incoming.map((edge) => edge.targetHandle), "in");
  addStrays(outputs, context.outgoing.map((edge) => edge.sourceHandle), "out");
  return { inputs, outputs };
}

export function findPin(pins: NodePins, handle: string): Pin | undefined {
  return pins.inputs.find((pin) => pin.handle === handle) ?? pins.outputs.find((pin) => pin.handle === handle);
}

function dataInputs(node: FlowNode, descriptor: NodeDescriptor, context: PinContext): Pin[] {
  const declared = descriptor.inputs.map((input) => ({
    ...dataPin(`input-${input.name}`, "in", input.type),
    required: input.required,
    default: input.default,
    description: input.description ?? "",
  }));
  if (!descriptor.any_inputs) return declared;
  const names = new Set<string>();
  for (const name of orderOf(node)) names.add(name);
  for (const edge of context.incoming) if (!isExec(edge.targetHandle)) names.add(pinNameOf(edge.targetHandle));
  for (const name of Object.keys(node.data.inputValues ?? {})) names.add(name);
  for (const input of descriptor.inputs) names.delete(input.name);
  const free = [...names].map((name) => dataPin(`input-${name}`, "in", "any"));
  const open = { ...dataPin(openHandle, "in", "any"), label: "add input", description: "Drop a wire here to add an input." };
  return [...declared, ...free, open];
}

function orderOf(node: FlowNode): string[] {
  return Array.isArray(node.data.order) ? node.data.order.map(String) : [];
}

function dataOutputs(node: FlowNode, descriptor: NodeDescriptor, context: PinContext): Pin[] {
  const outputs = descriptor.outputs.map((output) => ({
    ...dataPin(`output-${output.name}`, "out", output.type),
    description: output.description ?? "",
  }));
  if (descriptor.outputs_from === "api_schema") {
    for (const [name, field] of Object.entries(apiSchemaOf(node))) {
      outputs.push({ ...dataPin(`output-${name}`, "out", field.type), description: field.description ?? "" });
    }
  }
  for (const [name, type] of Object.entries(context.calledOutputs ?? {})) {
    if (!outputs.some((pin) => pin.handle === `output-${name}`)) outputs.push(dataPin(`output-${name}`, "out", type));
  }
  const handlesError = context.outgoing.some((edge) => edge.sourceHandle === "exec-error");
  if (handlesError && !outputs.some((pin) => pin.handle === "output-error")) outputs.push(dataPin("output-error", "out", "dict"));
  return outputs;
}

function execOutputs(node: FlowNode, descriptor: NodeDescriptor): Pin[] {
  // START and RETURN do nothing that could fail; a wire at that exit is drawn all the same.
  const handles = ["start", "return"].includes(descriptor.type) ? descriptor.exec_outputs.filter((handle) => handle !== "exec-error") : descriptor.exec_outputs;
  const fixed = handles.map((handle) => execPin(handle, "out"));
  const made = madeExecOutputs(node, descriptor).filter((pin) => !fixed.some((other) => other.handle === pin.handle));
  return [...made, ...fixed];
}

/** What only a failure uses stands below what every run uses. */
function withErrorLast(pins: Pin[]): Pin[] {
  const rank = (pin: Pin) => (pin.handle === "exec-error" ? 1 : 0);
  const caught = pins.some((pin) => pin.handle === "exec-error");
  const last = (pin: Pin) => (caught && pin.handle === "output-error" && !pin.description ? 2 : rank(pin));
  return [...pins].sort((a, b) => last(a) - last(b));
}

function madeExecOutputs(node: FlowNode, descriptor: NodeDescriptor): Pin[] {
  const from = descriptor.exec_outputs_from;
  if (from !== "CASES" && from !== "COUNT") return [];
  const value = node.data.constantValues?.[from] ?? descriptor.constants.find((constant) => constant.name === from)?.default;
  if (from === "COUNT") return numbered(toNumber(value)).map((index) => ({ ...execPin(`exec-${index}`, "out"), label: `then ${index}` }));
  const cases = Array.isArray(value) ? value : [];
  const pins = cases.map((entry, index) => ({ ...execPin(`exec-case-${index}`, "out"), label: textOf(entry) }));
  return [...pins, execPin("exec-default", "out")];
}

function numbered(count: number): number[] {
  return Number.isFinite(count) ? Array.from({ length: Math.max(0, Math.min(count, 64)) }, (_, index) => index) : [];
}

function addStrays(pins: Pin[], handles: string[], side: "in" | "out") {
  for (const handle of handles) {
    if (pins.some((pin) => pin.handle === handle)) continue;
    pins.push(isExec(handle) ? execPin(handle, side) : dataPin(handle, side, "any"));
  }
}

const execLabels: Record<string, string> = { "exec-in": "", "exec-out": "" };

function execPin(handle: string, side: "in" | "out"): Pin {
  const label = execLabels[handle] ?? pinNameOf(handle).replaceAll("-", " ");
  return { handle, label, side, type: { family: "exec" }, required: false, default: undefined, description: "" };
}

function dataPin(handle: string, side: "in" | "out", type: string): Pin {
  return { handle, label: pinNameOf(handle), side, type: parsePinType(type), required: false, default: undefined, description: "" };
}
