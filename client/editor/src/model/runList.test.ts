import { describe, expect, it } from "vitest";
import { sinceOf, withFirstPage } from "./runList";

const runs = (...ids: string[]) => ids.map((run_id) => ({ run_id }));
const noon = Date.UTC(2026, 4, 1, 12);

describe("sinceOf", () => {
  it("sinceOf_LastHour_IsAnHourBeforeNow", () => expect(sinceOf("1h", "", noon)).toBe("2026-05-01T11:00:00.000Z"));
  it("sinceOf_AnyTime_AsksForNothing", () => expect(sinceOf("", "2026-01-01T00:00", noon)).toBeUndefined());
  it("sinceOf_ChosenMoment_IsThatMomentHere", () => expect(sinceOf("since", "2026-05-01T08:30", noon)).toBe(new Date("2026-05-01T08:30").toISOString()));
  it("sinceOf_NoMomentYet_AsksForNothing", () => expect(sinceOf("since", "", noon)).toBeUndefined());
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
