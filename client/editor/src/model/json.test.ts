import { describe, expect, it } from "vitest";
import { formatJson, isNumber, isObject, numberOf, parseJson, textOf, toNumber, withOrdinaryNumbers } from "./json";

describe("parseJson", () => {
  it.each([
    "9007199254740993", "-9223372036854775808", "1.0", "-0", "-0.0", "1e3", "1E+20", "0.1000000000000000055", "1e999", "123456789012345678901234567890",
    "{\"a\":[1.0,{\"b\":3544790567247868102}],\"c\":\"1.0\"}",
  ])("parseJson_%s_IsWrittenAsItWasRead", (text) => expect(formatJson(parseJson(text))).toBe(text));

  it("parseJson_NumberThatJavaScriptWritesTheSame_IsAnOrdinaryOne", () => expect(parseJson("[0,-1,1.5,1e+21]")).toEqual([0, -1, 1.5, 1e21]));
  it("parseJson_NumbersInTexts_ArePartOfTheText", () => {
    const text = "[\"1.0 \\\" 1.0\\\\\",1.0,\"\\u0022\",{\"1.0\":\"\"}]";
    expect(formatJson(parseJson(text))).toBe(text.replace("\\u0022", "\\\""));
  });
  it("parseJson_NameTwice_TakesTheLast", () => expect([parseJson("{\"a\":1,\"a\":2}"), parseJson("{\"a\":1,\"a\":2.50}")].map((value) => formatJson(value))).toEqual(["{\"a\":2}", "{\"a\":2.50}"]));
  it("parseJson_NameOfThePrototype_IsAnOrdinaryName", () => {
    const text = "{\"__proto__\":{\"a\":1},\"b\":1.0}";
    expect(formatJson(parseJson(text))).toBe(text);
    expect((parseJson(text) as { a?: number }).a).toBeUndefined();
  });
  it("parseJson_NoJson_Throws", () => {
    for (const text of ["", "{", "01", "1.", ".5", "[1,]", "\"a", "[1.0,]", "--1", "1.0 1"]) expect(() => parseJson(text), text).toThrow(SyntaxError);
  });
});

describe("formatJson", () => {
  it("formatJson_OrdinaryValue_IsWhatJsonStringifyWrites", () => {
    const value = { a: [1, 1.5, null, true, "é\"\n"], b: undefined, c: {}, d: [] };
    expect(formatJson(value)).toBe(JSON.stringify(value));
    expect(formatJson(value, 2)).toBe(JSON.stringify(value, null, 2));
  });
});

describe("values", () => {
  const exact = numberOf("1.0");

  it("isNumber_ExactNumber_IsANumberAndNoObject", () => expect([isNumber(exact), isObject(exact)]).toEqual([true, false]));
  it("toNumber_ExactNumber_IsTheNearestOrdinaryOne", () => expect([exact, numberOf("9007199254740993"), 5, "x"].map(toNumber)).toEqual([1, 9007199254740992, 5, NaN]));
  it("textOf_ExactNumber_IsItsText", () => expect([textOf(exact), textOf("a"), textOf([1])]).toEqual(["1.0", "a", "[1]"]));
  it("withOrdinaryNumbers_AtAnyDepth_Reckons", () => expect(withOrdinaryNumbers(parseJson("{\"a\":[1E-05,\"1.0\"]}"))).toEqual({ a: [0.00001, "1.0"] }));
});
