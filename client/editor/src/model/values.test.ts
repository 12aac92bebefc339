import { describe, expect, it } from "vitest";
import { numberOf } from "./json";
import { brief } from "./values";

describe("brief", () => {
  it("brief_ShortValue_IsAllOfIt", () => {
    expect(brief([1, "a", { b: null }])).toBe("[1,\"a\",{\"b\":null}]");
    expect(brief(numberOf("3544790567247868102"))).toBe("3544790567247868102");
    expect(brief(numberOf("1.0"))).toBe("1.0");
  });
  it("brief_NumberLongerThanTheLimit_IsNotCut", () => {
    expect(brief(10000, 4)).toBe("10000");
    expect(brief(numberOf("-9223372036854775808"), 14)).toBe("-9223372036854775808");
    expect(brief(numberOf(`0.${"1".repeat(99)}`), 14)).toBe(`0.${"1".repeat(21)}…`);
  });
  it("brief_LongValue_IsItsSizeOrItsBeginning", () => {
    expect(brief(Array.from({ length: 700_000 }, (_, index) => index))).toBe("[… 700000 items]");
    expect(brief({ a: "x".repeat(99), b: 1 })).toBe("{… 2 keys}");
    expect(brief("x".repeat(5_000_000), 10)).toBe("\"xxxxxxxx…");
    expect(brief([["x".repeat(99)]])).toBe("[… 1 items]");
  });
});
