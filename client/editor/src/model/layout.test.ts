import { describe, expect, it } from "vitest";
import { autoLayout } from "./layout";
import { sum } from "./testing/fixtures";

describe("autoLayout", () => {
  it("autoLayout_Chain_GoesFromLeftToRightWithoutOverlap", async () => {
    const boxes = sum().flow.nodes.map(({ id }) => ({ id, x: 0, y: 0, width: 180, height: 120 }));
    const places = await autoLayout(sum(), boxes);
    const [start, add, end] = ["start", "add", "return"].map((id) => places.get(id)!.x);
    expect(add! - start!).toBeGreaterThanOrEqual(180);
    expect(end! - add!).toBeGreaterThanOrEqual(180);
  });
});
