import { create } from "zustand";
import { followRun } from "../api/eventStream";
import { explain } from "../api/problem";
import * as api from "../api/rayflow";
import type { ChosenTurns } from "../model/frames";
import { withHistory } from "../model/runHistory";
import { applyEvents, hasEnded, notStarted, stateAt, type RunEvent, type RunState } from "../model/runState";
import { useUi } from "./uiStore";

interface RunsState {
  runId: string | undefined;
  run: api.Run | undefined;
  events: RunEvent[];
  /** The run after every event so far. */
  live: RunState;
  /** The run as the canvas shows it: the live one, or as it was at `at`, with the values that the history knows. */
  shown: RunState;
  /** The event that the slider stands at; undefined follows the run. */
  at: number | undefined;
  history: api.HistoryItem[];
  turns: ChosenTurns;
  connected: boolean;
  starting: boolean;
  /** Follows a run from its first event on. */
  follow(runId: string): void;
  close(): void;
  command(command: api.RunCommand): Promise<void>;
  setAt(seq: number | undefined): void;
  chooseTurn(owner: string, index: number | undefined): void;
  setStarting(starting: boolean): void;
}

const nothing = {
  runId: undefined,
  run: undefined,
  events: [],
  live: notStarted,
  shown: notStarted,
  at: undefined,
  history: [],
  turns: new Map<string, number>(),
  connected: true,
};

// Events come in bursts; the canvas is drawn once for all that came within this time.
const gatherMilliseconds = 40;
const historyMilliseconds = 1000;

const shownKey = "rayflow.run";

/** The run that this window showed before it was reloaded. */
export function lastShownRun(): string | undefined {
  return sessionStorage.getItem(shownKey) ?? undefined;
}

let stopFollowing: (() => void) | undefined;
let waiting: RunEvent[] = [];
let gatherTimer: ReturnType<typeof setTimeout> | undefined;
let historyTimer: ReturnType<typeof setTimeout> | undefined;

export const useRuns = create<RunsState>((set, get) => ({
  ...nothing,
  starting: false,
  follow(runId) {
    get().close();
    sessionStorage.setItem(shownKey, runId);
    set({ ...nothing, runId });
    stopFollowing = followRun(runId, {
      onEvents(events) {
        waiting.push(...events);
        gatherTimer ??= setTimeout(takeIn, gatherMilliseconds);
      },
      onLine(connected) {
        set({ connected });
        // Either the stream was cut off, or the server is away: a call tells, and the page says so.
        if (!connected) void api.isAlive();
      },
      isDone: () => hasEnded(get().live.status) || waiting.some((event) => /^run_(completed|failed|cancelled)$/.test(event.type)),
    });
    void readBack(runId);
  },
  close() {
    stopFollowing?.();
    stopFollowing = undefined;
    waiting = [];
    clearTimeout(gatherTimer);
    clearTimeout(historyTimer);
    gatherTimer = historyTimer = undefined;
    sessionStorage.removeItem(shownKey);
    set({ ...nothing });
  },
  async command(command) {
    const { runId } = get();
    if (!runId) return;
    try {
      await api.commandRun(runId, command);
      if (command === "retry") get().follow(runId);
      else void readBack(runId);
    } catch (error) {
      useUi.getState().toast("error", explain(error));
    }
  },
  setAt(at) {
    set({ at, shown: shownAt(get().events, get().live, get().history, at) });
  },
  chooseTurn(owner, index) {
    const turns = new Map(get().turns);
    if (index === undefined) turns.delete(owner);
    else turns.set(owner, index);
    set({ turns });
  },
  setStarting: (starting) => set({ starting }),
}));

function takeIn() {
  gatherTimer = undefined;
  const { runId, live, events, history, at } = useRuns.getState();
  const fresh = waiting.filter((event) => event.seq > live.seq);
  waiting = [];
  if (!runId || fresh.length === 0) return;
  const next = applyEvents(live, fresh);
  const all = [...events, ...fresh];
  useRuns.setState({ live: next, events: all, ...(at === undefined ? { shown: withHistory(next, history) } : {}) });
  if (hasEnded(next.status)) void readBack(runId);
  else historyTimer ??= setTimeout(() => { historyTimer = undefined; void readBack(runId); }, historyMilliseconds);
}

/** Reads the run itself and its instances' values, which need not be in its events. */
async function readBack(runId: string) {
  try {
    const [run, history] = await Promise.all([api.getRun(runId), api.getHistory(runId)]);
    const state = useRuns.getState();
    if (state.runId !== runId) return;
    useRuns.setState({ run, history, shown: shownAt(state.events, state.live, history, state.at) });
  } catch (error) {
    if (useRuns.getState().runId === runId) useUi.getState().toast("error", explain(error));
  }
}

function shownAt(events: RunEvent[], live: RunState, history: api.HistoryItem[], at: number | undefined): RunState {
  if (at === undefined) return withHistory(live, history);
  const moment = events.findLast((event) => event.seq <= at)?.at;
  return withHistory(stateAt(events, at), history, { at: moment ?? "1970-01-01T00:00:00Z", whole: live });
}
