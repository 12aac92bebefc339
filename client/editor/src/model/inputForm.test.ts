import { describe, expect, it } from "vitest";
import { collectInputs, misfit, parseText } from "./inputForm";
import { parsePinType } from "./pinTypes";

const read = (type: string, text: string) => parseText(parsePinType(type), text);

describe("parseText", () => {
  it("parseText_Numbers_AreReadOrRefused", () => {
    expect(read("int", " 12 ")).toEqual({ value: 12 });
    expect(read("int", "1.5").error).toBe("Not a whole number.");
    expect(read("int", "99999999999999999999").error).toBeTruthy();
    expect(read("float", "1e3")).toEqual({ value: 1000 });
    expect(read("number", "x").error).toBe("Not a number.");
  });
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
  it("misfit_ElementOfAnotherType_IsFound", () => expect(misfit(parsePinType("list[int]"), [1, "a"])).toBe("Expected int, got str."));
});

describe("collectInputs", () => {
  const schema = { x: { type: "int" }, note: { type: "str", default: "none" }, flag: { type: "bool", required: false } };

  it("collectInputs_MissingRequired_IsAnError", () => expect(collectInputs(schema, {}).errors).toEqual({ x: "This input is required." }));
  it("collectInputs_FilledForm_LeavesOutWhatWasNotGiven", () => {
    expect(collectInputs(schema, { x: "5", note: "", flag: "" })).toEqual({ inputs: { x: 5 }, errors: {} });
    expect(collectInputs(schema, { x: "5", note: "hi", flag: "true" }).inputs).toEqual({ x: 5, note: "hi", flag: true });
  });
});
