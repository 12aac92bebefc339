import { describe, expect, it } from "vitest";
import { shortRunId, sinceOf, withFirstPage } from "./runList";

const runs = (...ids: string[]) => ids.map((run_id) => ({ run_id }));
const noon = Date.UTC(2026, 4, 1, 12);

describe("sinceOf", () => {
  it("sinceOf_LastHour_IsAnHourBeforeNow", () => expect(sinceOf("1h", "", noon)).toBe("2026-05-01T11:00:00.000Z"));
  it("sinceOf_AnyTime_AsksForNothing", () => expect(sinceOf("", "2026-01-01T00:00", noon)).toBeUndefined());
  it("sinceOf_ChosenMoment_IsThatMomentHere", () => expect(sinceOf("since", "2026-05-01T08:30", noon)).toBe(new Date("2026-05-01T08:30").toISOString()));
  it("sinceOf_NoMomentYet_AsksForNothing", () => expect(sinceOf("since", "", noon)).toBeUndefined());
});

describe("shortRunId", () => {
  it("shortRunId_RunsOfOneMinute_Differ", () => {
    const [a, b] = ["01a213f6-0f3b-7c11-8f00-5b6f4d3c2b1a", "01a213f6-10aa-7c11-8f00-0c9d8e7f6a5b"].map(shortRunId);
    expect([a, b]).toEqual(["…4d3c2b1a", "…8e7f6a5b"]);
  });
});

describe("withFirstPage", () => {
  it("withFirstPage_NewRuns_KeepsTheOlderPages", () => {
    expect(withFirstPage(runs("d", "c", "b", "a"), runs("e", "d", "c"), false)).toEqual(runs("e", "d", "c", "b", "a"));
  });
  it("withFirstPage_WithNothingAfterIt_IsTheWholeList", () => {
    expect(withFirstPage(runs("d", "c", "b"), runs("d"), true)).toEqual(runs("d"));
  });
  it("withFirstPage_NoneOfTheKnown_StartsOver", () => {
    expect(withFirstPage(runs("b", "a"), runs("z", "y"), false)).toEqual(runs("z", "y"));
  });
});
