import { describe, expect, it } from "vitest";
import { byCategory, searchCatalog } from "./catalog";
import { catalog } from "./testing/fixtures";

const types = (query: string) => searchCatalog(catalog.values(), query).map((node) => node.type);

describe("searchCatalog", () => {
  it("searchCatalog_ExactLabel_ComesFirst", () => expect(types("add")[0]).toBe("math_add"));
  it("searchCatalog_SeveralWords_MustAllMatch", () => expect(types("string up")).toEqual(["string_upper"]));
  it("searchCatalog_Category_FindsItsNodes", () => expect(types("flow")).toContain("flow_sequence"));
  it("searchCatalog_Nonsense_FindsNothing", () => expect(types("zzz")).toEqual([]));
});

describe("byCategory", () => {
  it("byCategory_Groups_ComeInTheirOrder", () => {
    expect(byCategory(catalog.values()).map((group) => group.category)).toEqual(["base", "logic", "flow", "math", "string", "convert"]);
  });
});
