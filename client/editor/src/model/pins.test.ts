import { describe, expect, it } from "vitest";
import { pinsIn } from "./connecting";
import { updateData } from "./edits";
import { catalog, flow, node, sum, wires } from "./testing/fixtures";

const handles = (document = sum(), id = "add") => {
  const pins = pinsIn(document, catalog, document.flow.nodes.find((candidate) => candidate.id === id)!);
  return { inputs: pins.inputs.map((pin) => pin.handle), outputs: pins.outputs.map((pin) => pin.handle) };
};

describe("pinsOf", () => {
  it("pinsOf_Start_HasItsSchemasOutputs", () => expect(handles(sum(), "start").outputs).toEqual(["exec-out", "output-x", "output-y"]));

  it("pinsOf_OrdinaryNode_HasItsErrorBelowTheRest", () => {
    expect(handles()).toEqual({ inputs: ["exec-in", "input-x", "input-y"], outputs: ["exec-out", "output-result", "exec-error"] });
  });

  it("pinsOf_ConnectedError_GainsTheErrorsValue", () => {
    const document = sum();
    const withError = flow(document.flow.nodes, [...document.flow.edges, ...wires("add.exec-error > return.exec-in")]);
    expect(handles(withError).outputs).toContain("output-error");
  });

  it("pinsOf_Switch_HasAPinForEachCase", () => {
    const document = flow([node("s", "logic_switch", { constantValues: { CASES: ["a", "b"] } })]);
    expect(handles(document, "s").outputs).toEqual(["exec-case-0", "exec-case-1", "exec-default", "exec-error"]);
  });

  it("pinsOf_Sequence_HasAsManyPinsAsItCounts", () => {
    expect(handles(flow([node("s", "flow_sequence")]), "s").outputs).toEqual(["exec-0", "exec-1", "exec-error"]);
    expect(handles(flow([node("s", "flow_sequence", { constantValues: { COUNT: 3 } })]), "s").outputs).toHaveLength(4);
  });

  it("pinsOf_ReturnWithWireAndValue_ListsBothAndTheOpenPin", () => {
    const document = updateData(sum(), "return", (data) => ({ ...data, inputValues: { note: "ok" } }));
    expect(handles(document, "return").inputs).toEqual(["exec-in", "input-result", "input-note", "input-*"]);
  });

  it("pinsOf_UnknownType_KeepsTheWiresThatItHas", () => {
    const document = flow([node("a", "start"), node("b", "shop_gone")], wires("a.exec-out > b.exec-in", "a.output-q > b.input-q"));
    expect(handles(document, "b").inputs).toContain("input-q");
  });
});
