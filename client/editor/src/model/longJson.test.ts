import { describe, expect, it } from "vitest";
import { formatJson, numberOf } from "./json";
import { piecesOf, shortened } from "./longJson";

describe("shortened", () => {
  it("shortened_ValueThatFits_IsAllOfItsJson", () => {
    for (const value of [{ a: [1, numberOf("1.0"), { b: null }], c: [], d: {}, "é\"": "x\n", none: undefined }, [], "text", 5, null]) {
      expect(shortened(value, 20_000)).toEqual({ text: formatJson(value, 2), isWhole: true });
    }
  });
  it("shortened_LongList_TellsHowManyAreLeftOut", () => {
    const { text, isWhole } = shortened({ items: Array.from({ length: 700_000 }, (_, index) => index), after: 1 }, 40);
    expect(isWhole).toBe(false);
    expect(text).toBe("{\n  \"items\": [\n    0,\n    1,\n    2,\n    … 699997 more\n  ],\n  … 1 more\n}");
  });
  it("shortened_LongText_TellsItsLength", () => {
    expect(shortened({ a: "x".repeat(5_000_000) }, 20)).toEqual({ text: `{\n  "a": "${"x".repeat(11)}… 5000000 characters\n}`, isWhole: false });
  });
});

describe("piecesOf", () => {
  it.each([[3, 100], [2, 7], [500, 50_000]])("piecesOf_AnyText_AreAllOfIt (%i lines, %i characters)", (lines, characters) => {
    const text = "one\ntwo\nthree and more\n\nfour";
    const pieces = piecesOf(text, lines, characters);
    expect(pieces.join("")).toBe(text);
    for (const piece of pieces) expect([piece.length <= characters, piece.split("\n").length <= lines + 1]).toEqual([true, true]);
  });
  it("piecesOf_ManyLines_EndAtLineEnds", () => expect(piecesOf("a\nb\nc\nd\ne", 2, 100)).toEqual(["a\nb\n", "c\nd\n", "e"]));
});
