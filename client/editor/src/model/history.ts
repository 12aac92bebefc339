/** Undo and redo over immutable states. */

interface Step<T> {
  state: T;
  label: string;
}

export interface History<T> {
  readonly present: T;
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
  /** The last edit's key and time: an edit with the same key shortly after belongs to the same step. */
  readonly last?: { key: string; at: number };
}

const depth = 500;
const togetherMilliseconds = 900;

export function historyOf<T>(state: T): History<T> {
  return { present: state, past: [], future: [] };
}

/** Adds a step. Edits with the same `key` in quick succession, such as typing, are undone together. */
export function commit<T>(history: History<T>, state: T, label: string, at: number, key?: string): History<T> {
  if (Object.is(state, history.present)) return history;
  const last = key ? { key, at } : undefined;
  const joins = key !== undefined && history.last?.key === key && at - history.last.at < togetherMilliseconds;
  if (joins && history.past.length > 0) return { present: state, past: history.past, future: [], last };
  return { present: state, past: [...history.past, { state: history.present, label }].slice(-depth), future: [], last };
}

export function undo<T>(history: History<T>): History<T> {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    present: step.state,
    past: history.past.slice(0, -1),
    future: [{ state: history.present, label: step.label }, ...history.future],
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [step, ...future] = history.future;
  if (!step) return history;
  return { present: step.state, past: [...history.past, { state: history.present, label: step.label }], future };
}
