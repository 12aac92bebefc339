import { describe, expect, it } from "vitest";
import { aligned, connect, newNode, reconnect, remove, renameApiField, renameInput, renameVariable, setEntry } from "./edits";
import { openHandle } from "./pins";
import { catalog, flow, node, sum } from "./testing/fixtures";

const none = new Set<string>();

describe("edits", () => {
  it("connect_OccupiedDataInput_ReplacesItsWire", () => {
    const next = connect(sum(), { source: "start", sourceHandle: "output-y", target: "add", targetHandle: "input-x" });
    const into = next.flow.edges.filter((edge) => edge.target === "add" && edge.targetHandle === "input-x");
    expect(into.map((edge) => edge.sourceHandle)).toEqual(["output-y"]);
  });

  it("connect_ExecInput_KeepsTheOthers", () => {
    const next = connect(sum(), { source: "start", sourceHandle: "exec-out", target: "return", targetHandle: "exec-in" });
    expect(next.flow.edges.filter((edge) => edge.targetHandle === "exec-in" && edge.target === "return")).toHaveLength(2);
  });

  it("connect_OpenPin_NamesTheInputAfterItsSource", () => {
    const first = connect(sum(), { source: "start", sourceHandle: "output-x", target: "return", targetHandle: openHandle });
    const second = connect(first, { source: "start", sourceHandle: "output-x", target: "return", targetHandle: openHandle });
    expect(second.flow.edges.slice(-2).map((edge) => edge.targetHandle)).toEqual(["input-x", "input-x_2"]);
  });

  it("connect_ManyWires_GiveEachItsOwnId", () => {
    let document = sum();
    for (const target of ["add", "return"]) document = connect(document, { source: "start", sourceHandle: "exec-out", target, targetHandle: "exec-in" });
    expect(new Set(document.flow.edges.map((edge) => edge.id)).size).toBe(document.flow.edges.length);
  });

  it("reconnect_Wire_MovesItsEnd", () => {
    const next = reconnect(sum(), "e1", { source: "start", sourceHandle: "output-x", target: "add", targetHandle: "input-y" });
    expect(next.flow.edges.filter((edge) => edge.target === "add" && edge.targetHandle.startsWith("input"))).toHaveLength(1);
  });

  it("remove_Node_TakesItsWiresAlong", () => {
    const next = remove(sum(), { nodes: new Set(["add"]), edges: none });
    expect(next.flow.nodes.map((candidate) => candidate.id)).toEqual(["start", "return"]);
    expect(next.flow.edges).toEqual([]);
  });

  it("setEntry_Undefined_TakesTheEntryAway", () => {
    const set = setEntry(sum(), "add", "inputValues", "y", 4);
    expect(set.flow.nodes[1]!.data.inputValues).toEqual({ y: 4 });
    expect(setEntry(set, "add", "inputValues", "y", undefined).flow.nodes[1]!.data.inputValues).toEqual({});
  });

  it("newNode_SameTypeTwice_HasFreshIds", () => {
    const document = flow([node("add", "math_add")]);
    expect(newNode(document, catalog.get("math_add")!, { x: 0, y: 0 }).id).toBe("add_2");
  });

  it("renameApiField_ReadInput_KeepsItsWires", () => {
    const next = renameApiField(sum(), "start", "x", "price");
    expect(Object.keys(next.flow.nodes[0]!.data.config!.api_schema as object)).toEqual(["price", "y"]);
    expect(next.flow.edges.some((edge) => edge.sourceHandle === "output-price")).toBe(true);
  });

  it("renameVariable_UsedByNodes_TakesThemAlong", () => {
    const get = node("get", "variables_get", { label: "get count", config: { variable_name: "count" } });
    const named = node("other", "variables_set", { label: "Remember", config: { variable_name: "count" } });
    const next = renameVariable({ ...flow([get, named]), variables: { count: 1, countdown: 2 } }, "count", "total");
    expect(next.variables).toEqual({ total: 1, countdown: 2 });
    expect(next.flow.nodes.map((entry) => [entry.data.label, entry.data.config!.variable_name])).toEqual([["get total", "total"], ["Remember", "total"]]);
  });

  it("renameInput_WiredInput_KeepsItsWire", () => {
    const next = renameInput(sum(), "return", "result", "total");
    expect(next.flow.edges.at(-1)!.targetHandle).toBe("input-total");
  });

  it("edits_OfOneNode_ShareTheOthers", () => {
    const before = sum();
    const after = setEntry(before, "add", "inputValues", "y", 1);
    expect(after.flow.nodes[0]).toBe(before.flow.nodes[0]);
    expect(after.flow.edges).toBe(before.flow.edges);
  });
});

describe("aligned", () => {
  const boxes = [{ id: "a", x: 0, y: 0, width: 10, height: 10 }, { id: "b", x: 30, y: 50, width: 20, height: 10 }, { id: "c", x: 90, y: 20, width: 10, height: 10 }];

  it("aligned_Right_LinesUpTheRightEdges", () => expect([...aligned(boxes, "right").values()].map((at) => at.x)).toEqual([90, 80, 90]));
  it("aligned_SpreadX_MakesTheGapsEqual", () => expect(aligned(boxes, "spread-x").get("b")).toEqual({ x: 40, y: 50 }));
});

