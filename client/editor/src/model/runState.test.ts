import { describe, expect, it } from "vitest";
import { seenTurns, shownInstance, turnsIn } from "./frames";
import { withHistory } from "./runHistory";
import { applyEvents, notStarted, stateAt, type RunEvent } from "./runState";
import { wireState } from "./wireState";
import { sum } from "./testing/fixtures";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const events = (...list: Partial<RunEvent>[]): RunEvent[] => list.map((event, index) => ({ seq: index + 1, at: at(index), type: "log", ...event }));

const plain = events(
  { type: "run_started" },
  { type: "node_started", node_id: "start" },
  { type: "node_completed", node_id: "start", outputs: { x: 5, y: 3 } },
  { type: "node_started", node_id: "add" },
  { type: "node_failed", node_id: "add", error: { code: "overflow", message: "too large" } },
  { type: "node_skipped", node_id: "return", skipped_because: "add failed" },
  { type: "run_failed", error: { code: "overflow", message: "too large", node_id: "add" } },
);

describe("applyEvents", () => {
  it("applyEvents_WholeRun_TellsHowEveryNodeFared", () => {
    const state = applyEvents(notStarted, plain);
    expect(state.status).toBe("failed");
    expect(state.error?.node_id).toBe("add");
    expect([...state.nodes].map(([id, frames]) => [id, frames.get("")!.state])).toEqual([["start", "completed"], ["add", "failed"], ["return", "skipped"]]);
    expect(state.nodes.get("return")!.get("")!.skippedBecause).toBe("add failed");
    expect(state.nodes.get("start")!.get("")!.seconds).toBe(1);
  });

  it("applyEvents_InAnyPieces_GiveTheSameState", () => {
    for (let cut = 0; cut <= plain.length; cut++) {
      const state = applyEvents(applyEvents(notStarted, plain.slice(0, cut)), plain.slice(cut));
      expect(state).toEqual(applyEvents(notStarted, plain));
    }
  });

  it("applyEvents_KnownEvents_ChangeNothing", () => {
    const state = applyEvents(notStarted, plain);
    expect(applyEvents(state, plain.slice(2))).toBe(state);
  });

  it("applyEvents_LeavesTheOldStateAsItWas", () => {
    const before = applyEvents(notStarted, plain.slice(0, 2));
    applyEvents(before, plain.slice(2));
    expect(before.nodes.get("start")!.get("")!.state).toBe("running");
  });

  it("stateAt_EarlierEvent_IsTheRunAsItWas", () => {
    expect(stateAt(plain, 4).nodes.get("add")!.get("")!.state).toBe("running");
    expect(stateAt(plain, 4).status).toBe("running");
    expect(stateAt(plain, 1).nodes.size).toBe(0);
  });

  it("applyEvents_EndWhileNodesRun_CancelsThem", () => {
    const state = applyEvents(notStarted, events({ type: "run_started" }, { type: "node_started", node_id: "slow" }, { type: "run_completed" }));
    expect(state.nodes.get("slow")!.get("")!.state).toBe("cancelled");
  });

  it("applyEvents_Log_IsALine", () => {
    const state = applyEvents(notStarted, events({ type: "log", node_id: "log", level: "warning", message: "hm", value: 1 }));
    expect(state.logs).toMatchObject([{ level: "warning", message: "hm", value: 1, node: "log" }]);
  });
});

describe("turns", () => {
  const loop = applyEvents(notStarted, events(
    { type: "node_completed", node_id: "log", frame: "each[0]", outputs: { value: "a" } },
    { type: "node_completed", node_id: "log", frame: "each[1]", outputs: { value: "b" } },
    { type: "node_completed", node_id: "deep", frame: "each[1]/inner[4]" },
  ));

  it("turnsIn_NestedFrame_ListsItsTurns", () => expect(turnsIn("each[1]/inner[4]")).toEqual([{ owner: "each", index: 1 }, { owner: "inner", index: 4 }]));
  it("shownInstance_NothingChosen_IsTheLatest", () => expect(shownInstance(loop, "log", new Map())!.frame).toBe("each[1]"));
  it("shownInstance_ChosenTurn_IsThatOne", () => expect(shownInstance(loop, "log", new Map([["each", 0]]))!.outputs).toEqual({ value: "a" }));
  it("shownInstance_TurnThatDidNotReachIt_IsNone", () => expect(shownInstance(loop, "deep", new Map([["each", 0]]))).toBeUndefined());
  it("seenTurns_InsideAChosenTurn_CountsOnlyIts", () => {
    expect(seenTurns(loop, "each", ["log", "deep"], new Map())).toEqual([0, 1]);
    expect(seenTurns(loop, "inner", ["deep"], new Map([["each", 0]]))).toEqual([]);
  });
});

describe("withHistory", () => {
  it("withHistory_PureNode_IsShownWithItsValues", () => {
    const state = withHistory(notStarted, [{ node_id: "add", frame: "", state: "completed", inputs: { x: 1 }, outputs: { result: 2 } }]);
    expect(state.nodes.get("add")!.get("")!.outputs).toEqual({ result: 2 });
  });
  it("withHistory_EarlierMoment_LeavesOutWhatCameLater", () => {
    const state = withHistory(notStarted, [{ node_id: "add", state: "completed", ended_at: at(9) }], { at: at(5), whole: notStarted });
    expect(state.nodes.has("add")).toBe(false);
  });
  it("withHistory_SameTimeAsALaterEvent_IsLeftToItsEvents", () => {
    const whole = applyEvents(notStarted, plain);
    const state = withHistory(stateAt(plain, 2), [{ node_id: "add", frame: "", state: "failed", ended_at: at(1) }], { at: at(1), whole });
    expect(state.nodes.has("add")).toBe(false);
  });
  it("withHistory_RunningInstance_GetsNoResultAheadOfTime", () => {
    const running = stateAt(plain, 2);
    const state = withHistory(running, [{ node_id: "start", frame: "", state: "completed", inputs: {}, outputs: { x: 5 } }], { at: at(1), whole: applyEvents(notStarted, plain) });
    expect(state.nodes.get("start")!.get("")).toMatchObject({ state: "running", outputs: undefined });
  });
});

describe("wireState", () => {
  const edges = sum().flow.edges;
  const after = (count: number, edge: number) => {
    const state = stateAt(plain, count);
    const { source, target } = edges[edge]!;
    return wireState(edges[edge]!, state.nodes.get(source)?.get(""), state.nodes.get(target)?.get(""));
  };

  it("wireState_BeforeItsSourceRan_IsPending", () => expect(after(1, 0).fate).toBe("pending"));
  it("wireState_TargetRuns_Flows", () => expect(after(4, 0).fate).toBe("flowing"));
  it("wireState_DataThatWentThrough_CarriesItsValue", () => expect(after(4, 1)).toEqual({ fate: "carried", value: 5, hasValue: true }));
  it("wireState_FromATryThatItsOwnReturnEnded_IsLive", () => {
    const [source, target] = (["cancelled", "completed"] as const).map((state) => ({ node: "n", frame: "", state, startedSeq: 1, attempts: 1 }));
    expect(wireState({ id: "e", source: "try", sourceHandle: "exec-finally", target: "return", targetHandle: "exec-in" }, source, target).fate).toBe("live");
    expect(wireState({ id: "e", source: "try", sourceHandle: "exec-catch", target: "log", targetHandle: "exec-in" }, source, undefined).fate).toBe("dead");
  });
  it("wireState_FromAFailedNode_IsDead", () => expect(after(6, 3).fate).toBe("dead"));
});
