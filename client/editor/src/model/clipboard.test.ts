import { describe, expect, it } from "vitest";
import { clip, paste, readClip } from "./clipboard";
import { setEntry } from "./edits";
import { formatJson, numberOf } from "./json";
import { sum } from "./testing/fixtures";

describe("clipboard", () => {
  it("clip_TwoNodes_KeepsOnlyTheWiresBetweenThem", () => {
    expect(clip(sum(), new Set(["add", "return"])).edges.map((edge) => edge.source)).toEqual(["add", "add"]);
  });

  it("paste_IntoTheSameFlow_GivesFreshIdsAndMovedWires", () => {
    const { document, ids } = paste(sum(), clip(sum(), new Set(["add", "return"])), { x: 50, y: 60 });
    expect([...ids]).toEqual(["add_2", "return_2"]);
    expect(document.flow.nodes.find((node) => node.id === "add_2")!.position).toEqual({ x: 50, y: 60 });
    expect(document.flow.edges.filter((edge) => edge.source === "add_2" && edge.target === "return_2")).toHaveLength(2);
  });

  it("paste_SecondStart_IsLeftOut", () => {
    const { document } = paste(sum(), clip(sum(), new Set(["start", "add"])), { x: 0, y: 0 });
    expect(document.flow.nodes.filter((node) => node.type === "start")).toHaveLength(1);
  });

  it("readClip_TextOfAnotherWindow_IsTheSameClip", () => {
    const clipped = clip(sum(), new Set(["add"]));
    expect(readClip(JSON.stringify(clipped))?.nodes).toEqual(clipped.nodes);
  });

  it("readClip_NumbersInValues_KeepTheirDigits", () => {
    const document = setEntry(sum(), "add", "inputValues", "y", numberOf("9007199254740993"));
    expect(formatJson(readClip(formatJson(clip(document, new Set(["add"])))))).toContain("{\"y\":9007199254740993}");
  });

  it("readClip_WholeFlow_IsTaken", () => expect(readClip(JSON.stringify(sum()))?.nodes).toHaveLength(3));
  it("readClip_OtherText_IsNone", () => expect(readClip("hello")).toBeUndefined());
});
