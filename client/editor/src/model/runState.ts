/** What is known of a run, folded from its events; any prefix of the events gives the run as it was then. */

export type RunStatus = "pending" | "running" | "waiting" | "paused" | "completed" | "failed" | "cancelled";

export interface RunError {
  code: string;
  message: string;
  node_id?: string | null;
  frame?: string | null;
  attempt?: number;
}

export interface RunEvent {
  seq: number;
  type: string;
  at: string;
  node_id?: string | null;
  frame?: string | null;
  inputs?: Record<string, unknown> | null;
  outputs?: Record<string, unknown> | null;
  error?: RunError | null;
  attempt?: number;
  skipped_because?: string | null;
  duration_seconds?: number | null;
  level?: string;
  message?: string;
  value?: unknown;
  [other: string]: unknown;
}

export type InstanceState = "running" | "waiting" | "retrying" | "completed" | "failed" | "skipped" | "cancelled";

/** One firing of a node: in a loop there is one for each turn. */
export interface Instance {
  node: string;
  frame: string;
  state: InstanceState;
  startedSeq: number;
  startedAt?: string;
  endedAt?: string;
  seconds?: number;
  attempts: number;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  error?: RunError;
  skippedBecause?: string;
}

export interface LogLine {
  seq: number;
  at: string;
  level: string;
  message: string;
  node?: string;
  frame: string;
  value?: unknown;
}

export interface RunState {
  readonly status: RunStatus;
  readonly seq: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly error?: RunError;
  /** By node, then by frame, in the order in which they started. */
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, Instance>>;
  readonly logs: readonly LogLine[];
}

export const notStarted: RunState = { status: "pending", seq: 0, nodes: new Map(), logs: [] };

const endings: Record<string, RunStatus> = {
  run_completed: "completed",
  run_failed: "failed",
  run_cancelled: "cancelled",
};

const moves: Record<string, RunStatus> = { run_started: "running", run_paused: "paused", run_resumed: "running", run_retried: "running", ...endings };

export function hasEnded(status: RunStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Folds events into a state. Events at or before the state's number are known and left out. */
export function applyEvents(state: RunState, events: readonly RunEvent[]): RunState {
  const fresh = events.filter((event) => event.seq > state.seq);
  if (fresh.length === 0) return state;
  const nodes = new Map(state.nodes);
  const touched = new Set<string>();
  const logs = [...state.logs];
  let { status, startedAt, endedAt, error } = state;
  for (const event of fresh) {
    if (event.type === "log") logs.push(logLine(event));
    else if (event.node_id && event.type.startsWith("node_")) putInstance(nodes, touched, event);
    const moved = moves[event.type];
    if (!moved) continue;
    status = moved;
    if (event.type === "run_started") startedAt = event.at;
    endedAt = endings[event.type] ? event.at : undefined;
    error = event.type === "run_failed" ? (event.error ?? undefined) : undefined;
  }
  if (hasEnded(status)) closeRunning(nodes, touched);
  return { status, seq: fresh.at(-1)!.seq, startedAt, endedAt, error, nodes, logs };
}

/** The run as it was after the event with this number. */
export function stateAt(events: readonly RunEvent[], seq: number): RunState {
  return applyEvents(notStarted, events.filter((event) => event.seq <= seq));
}

type Nodes = Map<string, ReadonlyMap<string, Instance>>;

function framesOf(nodes: Nodes, touched: Set<string>, node: string): Map<string, Instance> {
  if (touched.has(node)) return nodes.get(node) as Map<string, Instance>;
  const frames = new Map(nodes.get(node));
  nodes.set(node, frames);
  touched.add(node);
  return frames;
}

function putInstance(nodes: Nodes, touched: Set<string>, event: RunEvent) {
  const frames = framesOf(nodes, touched, event.node_id!);
  const frame = event.frame ?? "";
  const before = frames.get(frame) ?? {
    node: event.node_id!,
    frame,
    state: "running" as const,
    startedSeq: event.seq,
    startedAt: event.at,
    attempts: 1,
  };
  frames.set(frame, { ...before, ...changeBy(event, before) });
}

function changeBy(event: RunEvent, before: Instance): Partial<Instance> {
  const attempts = event.attempt ?? before.attempts;
  const inputs = event.inputs ?? before.inputs;
  switch (event.type) {
    case "node_started":
      return { state: "running", startedAt: event.at, startedSeq: event.seq, endedAt: undefined, error: undefined, attempts, inputs };
    case "node_waiting":
      return { state: "waiting", inputs };
    case "node_retrying":
      return { state: "retrying", attempts, inputs, error: event.error ?? undefined };
    case "node_completed":
      return { state: "completed", endedAt: event.at, seconds: secondsOf(event, before), attempts, inputs, outputs: event.outputs ?? undefined, error: undefined };
    case "node_failed":
      return { state: "failed", endedAt: event.at, seconds: secondsOf(event, before), attempts, inputs, error: event.error ?? undefined };
    case "node_skipped":
      return { state: "skipped", startedAt: undefined, endedAt: event.at, attempts: 0, skippedBecause: event.skipped_because ?? event.message };
    case "node_cancelled":
      return { state: "cancelled", endedAt: event.at, seconds: secondsOf(event, before) };
    default:
      return {};
  }
}

function secondsOf(event: RunEvent, before: Instance): number | undefined {
  if (typeof event.duration_seconds === "number") return event.duration_seconds;
  return before.startedAt ? Math.max(0, (Date.parse(event.at) - Date.parse(before.startedAt)) / 1000) : undefined;
}

/** Whatever still ran when the run ended was cancelled with it. */
function closeRunning(nodes: Nodes, touched: Set<string>) {
  for (const [node, instances] of nodes) {
    for (const [frame, instance] of instances) {
      if (instance.state !== "running" && instance.state !== "waiting" && instance.state !== "retrying") continue;
      framesOf(nodes, touched, node).set(frame, { ...instance, state: "cancelled" });
    }
  }
}

function logLine(event: RunEvent): LogLine {
  return {
    seq: event.seq,
    at: event.at,
    level: event.level ?? "info",
    message: event.message ?? "",
    node: event.node_id ?? undefined,
    frame: event.frame ?? "",
    value: event.value,
  };
}
