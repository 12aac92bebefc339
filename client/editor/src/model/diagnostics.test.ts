import { describe, expect, it } from "vitest";
import { marksOf, placeOf, worst, type Diagnostic } from "./diagnostics";
import { sum } from "./testing/fixtures";

const finding = (part: Partial<Diagnostic>): Diagnostic => ({ code: "RF", severity: "error", message: "m", ...part });

describe("placeOf", () => {
  it("placeOf_Pointer_LeadsToNodeAndPin", () => {
    expect(placeOf(sum(), finding({ pointer: "/flow/nodes/1/data/inputValues/y" }))).toEqual({ node: "add", handle: "input-y" });
  });
  it("placeOf_EscapedName_IsThePinsOwn", () => {
    expect(placeOf(sum(), finding({ node_id: "add", pointer: "/flow/nodes/1/data/inputValues/a~1b~0c" }))).toEqual({ node: "add", handle: "input-a/b~c" });
  });
  it("placeOf_EdgePointer_LeadsToTheWireAndThePinAtItsEnd", () => {
    expect(placeOf(sum(), finding({ pointer: "/flow/edges/1" }))).toEqual({ edge: "e1", node: "add", handle: "input-x" });
  });
  it("placeOf_Ids_CountBeforeThePointer", () => expect(placeOf(sum(), finding({ node_id: "return", pointer: "/flow/nodes/1" })).node).toBe("return"));
  it("placeOf_WholeFlow_IsNowhere", () => expect(placeOf(sum(), finding({ pointer: "" }))).toEqual({}));
});

describe("marksOf", () => {
  it("marksOf_Findings_AreAtTheirPlaces", () => {
    const marks = marksOf(sum(), [finding({ node_id: "add", severity: "warning" }), finding({ pointer: "/flow/edges/1" })]);
    expect(marks.nodes.get("add")).toHaveLength(2);
    expect(marks.edges.get("e1")).toHaveLength(1);
    expect(worst(marks.pins.get("add|input-x"))).toBe("error");
    expect(worst(marks.nodes.get("start"))).toBeUndefined();
  });
});
