import { describe, expect, it } from "vitest";
import { matchingPin, pinsIn, refusal } from "./connecting";
import { findPin, openHandle } from "./pins";
import { catalog, flow, node, sum } from "./testing/fixtures";

const why = (line: string, document = flow([...sum().flow.nodes, node("upper", "string_upper"), node("each", "flow_for_each")])) => {
  const [from, to] = line.split(" > ").map((end) => [end.slice(0, end.indexOf(".")), end.slice(end.indexOf(".") + 1)]);
  return refusal(document, catalog, { source: from![0]!, sourceHandle: from![1]!, target: to![0]!, targetHandle: to![1]! });
};

describe("refusal", () => {
  it("refusal_FittingTypes_IsNone", () => expect(why("start.output-x > add.input-x")).toBeUndefined());
  it("refusal_OpenPin_TakesAnything", () => expect(why(`upper.output-result > return.${openHandle}`)).toBeUndefined());

  it("refusal_StringIntoNumber_NamesTheConversion", () => {
    expect(why("upper.output-result > add.input-x")).toBe("str does not fit into number. Put a To float node between them.");
  });
  it("refusal_ExecIntoData_SaysWhatExecIs", () => expect(why("start.exec-out > add.input-x")).toBe("An exec wire says when, not what: it cannot feed “x”."));
  it("refusal_DataIntoExec_SaysWhatItIs", () => expect(why("start.output-x > add.exec-in")).toBe("“x” is a value; an exec pin takes only exec wires."));
  it("refusal_TwoOutputs_SaysWhereWiresEnd", () => expect(why("start.output-x > add.output-result")).toBe("Both are outputs: a wire ends at an input."));
  it("refusal_OwnOutput_Refuses", () => expect(why("add.output-result > add.input-x")).toBe("A node cannot read its own output."));
  it("refusal_LoopsOwnCollect_Accepts", () => expect(why("each.output-element > each.input-collect")).toBeUndefined());
  it("refusal_WireTwice_Refuses", () => expect(why("start.output-x > add.input-x", sum())).toBe("This wire is already there."));
});

describe("matchingPin", () => {
  const pin = (id: string, handle: string) => findPin(pinsIn(sum(), catalog, sum().flow.nodes.find((candidate) => candidate.id === id)!), handle)!;

  it("matchingPin_Value_PicksAPinOfItsTypeBeforeAny", () => {
    expect(matchingPin(pin("start", "output-x"), catalog.get("math_add")!)?.handle).toBe("input-x");
    expect(matchingPin(pin("start", "output-x"), catalog.get("log")!)?.handle).toBe("input-value");
  });
  it("matchingPin_ValueThatFitsNothing_IsNone", () => expect(matchingPin(pin("start", "output-x"), catalog.get("string_upper")!)).toBeUndefined());
  it("matchingPin_Exec_PicksTheExecInput", () => expect(matchingPin(pin("start", "exec-out"), catalog.get("log")!)?.handle).toBe("exec-in"));
  it("matchingPin_ExecInputDrawnBackwards_NeverPicksTheErrorExit", () => {
    expect(matchingPin(pin("add", "exec-in"), catalog.get("log")!)?.handle).toBe("exec-out");
    expect(matchingPin(pin("add", "exec-in"), catalog.get("return")!)).toBeUndefined();
  });
});
