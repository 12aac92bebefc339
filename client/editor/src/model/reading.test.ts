import { describe, expect, it } from "vitest";
import { variablesOf, withVariables } from "./document";
import { formatJson } from "./json";
import { readFlow, readFlowText, UnreadableFlow } from "./reading";

/** The shape in which the original RayFlow editor saves a flow. */
const original = {
  metadata: { name: "old" },
  variables: [{ id: "v1", name: "counter", type: "int", defaultValue: 5, isReadonly: true }],
  flow: {
    nodes: [
      { id: "1", type: "start", position: { x: 0, y: 0 }, data: { path: "C:\\work\\RayFlow\\nodes\\base\\start.py", config: { api_schema: { x: { type: "int" } } } } },
      { id: "2", type: "custom", position: { x: 10, y: 20 }, data: { path: "nodes/math/add.py", label: "Add", configuredConstants: { ROUND: 2 }, color: "#fff" } },
      { id: "3", type: "default", position: { x: 0, y: 0 }, data: { path: "virtual://variables/get_v1" } },
      { id: "4", type: "math_multiply", position: { x: 0, y: 0 }, data: {} },
    ],
    edges: [{ source: "1", sourceHandle: "exec-out", target: "2", targetHandle: "exec-in", animated: true }],
  },
};

describe("readFlow", () => {
  const read = readFlow(original);
  const byId = (id: string) => read.flow.nodes.find((node) => node.id === id)!;

  it("readFlow_PathOfANode_GivesItsType", () => {
    expect([byId("1").type, byId("2").type, byId("4").type]).toEqual(["start", "math_add", "math_multiply"]);
  });
  it("readFlow_VirtualVariable_BecomesAGetOfItsName", () => {
    expect(byId("3")).toMatchObject({ type: "variables_get", data: { config: { variable_name: "counter" } } });
  });
  it("readFlow_ConfiguredConstants_AreConstantValues", () => expect(byId("2").data.constantValues).toEqual({ ROUND: 2 }));
  it("readFlow_DefaultValue_IsTheDefault", () => expect(variablesOf(read)[0]).toMatchObject({ name: "counter", default: 5 }));
  it("readFlow_UnknownFields_AreKept", () => {
    expect(byId("2").data.color).toBe("#fff");
    expect(read.flow.edges[0]!.animated).toBe(true);
    expect(variablesOf(read)[0]!.isReadonly).toBe(true);
  });
  it("readFlow_EdgeWithoutId_GetsOne", () => expect(read.flow.edges[0]!.id).toBeTruthy());
  it("readFlow_ItsOwnResult_IsUnchanged", () => expect(readFlow(read)).toEqual(read));

  it("readFlowText_NumbersInValues_AreWrittenAsTheyWereRead", () => {
    const values = "\"inputValues\":{\"y\":9007199254740993,\"z\":[1.0,-0,1E+20,0.1000000000000000055]}";
    const text = `{"variables":{"a":1.50},"flow":{"nodes":[{"id":"a","type":"math_add","position":{"x":1.0,"y":2},"data":{${values}}}]}}`;
    const written = formatJson(readFlowText(text));
    expect(written).toContain(values);
    expect(written).toContain("{\"a\":1.50}");
  });
  it("readFlowText_PlacesAndTexts_AreWhatIsDrawn", () => {
    const read = readFlowText("{\"flow\":{\"nodes\":[{\"id\":7.0,\"position\":{\"x\":10.0,\"y\":1e1},\"data\":{\"label\":5.0}}]},\"editor\":{\"comments\":[{\"id\":\"c\",\"text\":1.0,\"width\":320.0}]}}");
    expect(read.flow.nodes[0]).toMatchObject({ id: "7.0", position: { x: 10, y: 10 }, data: { label: "5.0" } });
    expect(read.editor!.comments![0]).toMatchObject({ text: "1.0", position: { x: 0, y: 0 }, width: 320 });
  });

  it("readFlowText_NoJson_SaysSo", () => expect(() => readFlowText("{")).toThrow(UnreadableFlow));
  it("readFlowText_NoNodes_SaysSo", () => expect(() => readFlowText("{\"flow\":{}}")).toThrow("no list of nodes"));
});

describe("withVariables", () => {
  it("withVariables_PlainValuesInAMap_StayAMap", () => {
    const document = readFlow({ flow: { nodes: [] }, variables: { a: 1 } });
    expect(withVariables(document, [{ name: "a", default: 2 }]).variables).toEqual({ a: 2 });
  });
  it("withVariables_TypedOne_BecomesAList", () => {
    const document = readFlow({ flow: { nodes: [] }, variables: { a: 1 } });
    expect(withVariables(document, [{ name: "a", type: "int", default: 2 }]).variables).toEqual([{ name: "a", type: "int", default: 2 }]);
  });
});
