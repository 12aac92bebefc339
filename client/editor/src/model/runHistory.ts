import type { Instance, InstanceState, RunError, RunState } from "./runState";

/** A node instance as the run's history tells it, with its values. */
export interface RecordedInstance {
  node_id: string;
  frame?: string | null;
  state: string;
  skipped_because?: string | null;
  attempts?: number;
  started_at?: string | null;
  ended_at?: string | null;
  duration_seconds?: number | null;
  inputs?: Record<string, unknown> | null;
  outputs?: Record<string, unknown> | null;
  error?: RunError | null;
}

/**
 * Adds what the history knows to a state made from events: values, and the instances that have no events of their own
 * (pure nodes are computed when they are read). For a run as it was, `then` gives the moment, and the whole run: an instance
 * that has events somewhere in it is told by them alone, since two moments of a run can have the same time.
 */
export function withHistory(state: RunState, items: readonly RecordedInstance[], then?: { at: string; whole: RunState }): RunState {
  if (items.length === 0) return state;
  const limit = then ? Date.parse(then.at) : Infinity;
  const nodes = new Map([...state.nodes].map(([node, frames]) => [node, new Map(frames)]));
  for (const item of items) {
    const frame = item.frame ?? "";
    const frames = nodes.get(item.node_id) ?? new Map<string, Instance>();
    const known = frames.get(frame);
    if (!known && (then?.whole.nodes.get(item.node_id)?.has(frame) || !hadHappened(item, limit))) continue;
    frames.set(frame, known ? enriched(known, item) : recorded(item, state.seq));
    nodes.set(item.node_id, frames);
  }
  return { ...state, nodes };
}

function hadHappened(item: RecordedInstance, limit: number): boolean {
  if (limit === Infinity) return true;
  const at = Date.parse(item.ended_at ?? item.started_at ?? "");
  return Number.isFinite(at) && at <= limit;
}

function enriched(known: Instance, item: RecordedInstance): Instance {
  const finished = known.state !== "running" && known.state !== "waiting" && known.state !== "retrying";
  return {
    ...known,
    inputs: known.inputs ?? item.inputs ?? undefined,
    outputs: finished ? (known.outputs ?? item.outputs ?? undefined) : known.outputs,
    error: finished ? (known.error ?? item.error ?? undefined) : known.error,
    seconds: finished ? (known.seconds ?? item.duration_seconds ?? undefined) : known.seconds,
    skippedBecause: known.skippedBecause ?? item.skipped_because ?? undefined,
  };
}

function recorded(item: RecordedInstance, seq: number): Instance {
  return {
    node: item.node_id,
    frame: item.frame ?? "",
    state: item.state as InstanceState,
    startedSeq: seq,
    startedAt: item.started_at ?? undefined,
    endedAt: item.ended_at ?? undefined,
    seconds: item.duration_seconds ?? undefined,
    attempts: item.attempts ?? 1,
    inputs: item.inputs ?? undefined,
    outputs: item.outputs ?? undefined,
    error: item.error ?? undefined,
    skippedBecause: item.skipped_because ?? undefined,
  };
}
