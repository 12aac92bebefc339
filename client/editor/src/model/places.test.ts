import { describe, expect, it } from "vitest";
import { freePlace } from "./places";

const box = (x: number, y: number) => ({ x, y, width: 190, height: 140 });

describe("freePlace", () => {
  it("freePlace_NothingInTheWay_IsTheWantedOne", () => expect(freePlace([box(500, 0)], box(0, 0))).toEqual({ x: 0, y: 0 }));
  it("freePlace_Taken_IsTheNearestThatIsNot", () => expect(freePlace([box(0, 0)], box(10, 0))).toEqual({ x: 10, y: 200 }));
  it("freePlace_TakenAllRound_OverlapsNone", () => {
    const taken = [-200, 0, 200].flatMap((x) => [-160, 0, 160].map((y) => box(x, y)));
    const { x, y } = freePlace(taken, box(0, 0));
    expect(taken.some((other) => Math.abs(other.x - x) < 190 && Math.abs(other.y - y) < 140)).toBe(false);
  });
});
