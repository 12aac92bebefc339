import { describe, expect, it } from "vitest";
import { diffOf } from "./diff";
import { addNode, connect, moveTo, remove, setEntry } from "./edits";
import { numberOf } from "./json";
import { node, sum } from "./testing/fixtures";

describe("diffOf", () => {
  it("diffOf_SameFlow_IsEmpty", () => expect(diffOf(sum(), sum())).toMatchObject({ nodes: new Map(), edges: new Map() }));

  it("diffOf_EveryKindOfChange_IsTold", () => {
    const before = addNode(sum(), node("old", "log"));
    const edited = setEntry(addNode(sum(), node("new", "log")), "add", "inputValues", "y", 4);
    const after = connect(moveTo(edited, new Map([["return", { x: 500, y: 0 }]])), { source: "add", sourceHandle: "exec-out", target: "new", targetHandle: "exec-in" });
    const diff = diffOf(before, after);
    expect(Object.fromEntries(diff.nodes)).toEqual({ add: "changed", return: "moved", new: "added", old: "removed" });
    expect(diff.fields.get("add")).toEqual([{ path: "data.inputValues", before: undefined, after: { y: 4 } }]);
    expect([...diff.edges.values()]).toEqual(["added"]);
  });

  it("diffOf_NumberOfAnotherKindOrDigit_IsAChange", () => {
    const before = setEntry(sum(), "add", "inputValues", "y", numberOf("9007199254740993"));
    const fields = (text: string) => diffOf(before, setEntry(before, "add", "inputValues", "y", numberOf(text))).fields.get("add")?.map((field) => field.path);
    expect(fields("9007199254740993")).toBeUndefined();
    expect(fields("9007199254740992")).toEqual(["data.inputValues.y"]);
    expect(fields("9007199254740993.0")).toEqual(["data.inputValues.y"]);
  });

  it("diffOf_RemovedNode_IsStillDrawnWithItsWires", () => {
    const after = remove(sum(), { nodes: new Set(["add"]), edges: new Set() });
    const diff = diffOf(sum(), after);
    expect(diff.union.flow.nodes.map((candidate) => candidate.id).sort()).toEqual(["add", "return", "start"]);
    expect(diff.union.flow.edges).toHaveLength(5);
  });

  it("diffOf_RenamedEdgeIds_AreNoChange", () => {
    const after = sum();
    const renamed = { ...after, flow: { ...after.flow, edges: after.flow.edges.map((edge) => ({ ...edge, id: `x${edge.id}` })) } };
    expect(diffOf(sum(), renamed).edges.size).toBe(0);
  });
});
