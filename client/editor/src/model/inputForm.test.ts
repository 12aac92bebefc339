import { describe, expect, it } from "vitest";
import { collectInputs, misfit, parseText, toText } from "./inputForm";
import { formatJson } from "./json";
import { parsePinType } from "./pinTypes";

const read = (type: string, text: string) => parseText(parsePinType(type), text);

describe("parseText", () => {
  it("parseText_Numbers_AreReadOrRefused", () => {
    expect(read("int", " 12 ")).toEqual({ value: 12 });
    expect(read("int", "1.5").error).toBe("Not a whole number.");
    expect(read("float", ".5")).toEqual({ value: 0.5 });
    expect(read("number", "x").error).toBe("Not a number.");
  });
  it.each([
    ["int", "9007199254740993"], ["int", "-9223372036854775808"], ["float", "1.0"], ["float", "1e3"], ["number", "0.10"], ["any", "1.0"], ["any", "9007199254740993"],
  ])("parseText_%sThatJavaScriptWouldWriteOtherwise_StaysAsTyped (%s)", (type, text) => {
    const { value } = read(type, text);
    expect(formatJson(value)).toBe(text);
    expect(toText(parsePinType(type), value)).toBe(text);
  });
  it.each(["9223372036854775808", "99999999999999999999"])("parseText_IntBeyond64Bits_IsRefused (%s)", (text) => {
    expect(read("int", text).error).toBe("Beyond 64 bits.");
  });
  it("parseText_IntWithSignOrZeros_IsItsValue", () => expect(["+5", "007", "-0"].map((text) => read("int", text).value)).toEqual([5, 7, 0]));
  it("parseText_Any_TakesJsonAndBareWords", () => {
    expect(read("any", "hello")).toEqual({ value: "hello" });
    expect(read("any", "5")).toEqual({ value: 5 });
    expect(read("any", "\"5\"")).toEqual({ value: "5" });
    expect(read("any", "{\"a\": 1}")).toEqual({ value: { a: 1 } });
    expect(read("any", "{a}").error).toContain("Not JSON");
  });
  it("parseText_WrongShape_SaysSo", () => expect(read("list", "{}").error).toBe("Expected list, got dict."));
  it("parseText_Empty_IsNoValueButForStrings", () => {
    expect(read("int", "")).toEqual({});
    expect(read("str", "")).toEqual({ value: "" });
  });
  it("misfit_ElementOfAnotherType_IsFound", () => {
    expect(misfit(parsePinType("list[int]"), [1, "a"])).toBe("Expected int, got str.");
    expect(read("list[int]", "[1, 2.0]").error).toBe("Expected int, got float.");
    expect(read("list[int]", "[1, 9007199254740993]").error).toBeUndefined();
  });
});

describe("collectInputs", () => {
  const schema = { x: { type: "int" }, note: { type: "str", default: "none" }, flag: { type: "bool", required: false } };

  it("collectInputs_MissingRequired_IsAnError", () => expect(collectInputs(schema, {}).errors).toEqual({ x: "This input is required." }));
  it("collectInputs_FilledForm_LeavesOutWhatWasNotGiven", () => {
    expect(collectInputs(schema, { x: "5", note: "", flag: "" })).toEqual({ inputs: { x: 5 }, errors: {} });
    expect(collectInputs(schema, { x: "5", note: "hi", flag: "true" }).inputs).toEqual({ x: 5, note: "hi", flag: true });
  });
});
