import { describe, expect, it } from "vitest";
import { numberOf } from "./json";
import { fits, formatPinType, parsePinType, typeOfValue } from "./pinTypes";

const fit = (from: string, to: string) => fits(parsePinType(from), parsePinType(to));

describe("fits", () => {
  it.each([
    ["int", "int"], ["int", "float"], ["int", "number"], ["float", "number"], ["number", "int"], ["number", "float"],
    ["any", "str"], ["str", "any"], ["list[str]", "list"], ["list", "list[any]"], ["dict[str,int]", "dict"], ["exec", "exec"], ["list[int]", "list[int]"],
  ])("fits_%sInto%s_Accepts", (from, to) => expect(fit(from, to)).toBe(true));

  it.each([
    ["float", "int"], ["str", "int"], ["int", "str"], ["bool", "int"], ["list", "dict"], ["list[str]", "list[int]"], ["list", "list[int]"],
    ["exec", "any"], ["any", "exec"], ["dict", "dict[str,int]"],
  ])("fits_%sInto%s_Refuses", (from, to) => expect(fit(from, to)).toBe(false));
});

describe("parsePinType", () => {
  it("parsePinType_NestedTypes_FormatBackTheSame", () => {
    for (const text of ["int", "list[str]", "dict[str,list[int]]", "list[dict[str,float]]"]) expect(formatPinType(parsePinType(text))).toBe(text);
  });
  it("parsePinType_UnknownType_IsAny", () => expect(parsePinType("duration").family).toBe("any"));
  it("parsePinType_ListOfAny_IsList", () => expect(formatPinType(parsePinType("list[any]"))).toBe("list"));
});

describe("typeOfValue", () => {
  it("typeOfValue_JsonValues_HaveTheirTypes", () => {
    expect([1, 1.5, "a", true, [], {}, null].map((value) => typeOfValue(value).family)).toEqual(["int", "float", "str", "bool", "list", "dict", "any"]);
  });
  it("typeOfValue_Numbers_AreIntOrFloatAsTheyAreWritten", () => {
    const family = (text: string) => typeOfValue(numberOf(text)).family;
    expect(["9007199254740993", "9223372036854775807", "-0"].map(family)).toEqual(["int", "int", "int"]);
    expect(["1.0", "1e3", "1e+21", "9223372036854775808"].map(family)).toEqual(["float", "float", "float", "float"]);
  });
});
