import { describe, expect, it } from "vitest";
import { regionsOf } from "./regions";
import { catalog, flow, node, wires } from "./testing/fixtures";

describe("regionsOf", () => {
  const nested = flow(
    [node("start", "start"), node("outer", "flow_for_each"), node("inner", "flow_for_each"), node("log", "log"), node("after", "log"), node("up", "string_upper"), node("return", "return")],
    wires(
      "start.exec-out > outer.exec-in", "outer.exec-body > inner.exec-in", "inner.exec-body > log.exec-in", "up.output-result > log.input-value",
      "inner.exec-completed > after.exec-in", "outer.exec-completed > return.exec-in",
    ),
  );

  it("regionsOf_NestedLoops_TellsInnerFromOuter", () => {
    const [outer, inner] = regionsOf(nested, catalog);
    expect([outer!.owner, outer!.depth, inner!.owner, inner!.depth]).toEqual(["outer", 0, "inner", 1]);
    expect([...inner!.members].sort()).toEqual(["log", "up"]);
    expect([...outer!.members].sort()).toEqual(["after", "inner", "log", "up"]);
  });
  it("regionsOf_FlowWithoutLoops_IsEmpty", () => expect(regionsOf(flow([node("start", "start")]), catalog)).toEqual([]));
});
