import type { Instance, RunState } from "./runState";

/** Frames name loop turns, outermost first: `for1[3]/inner[0]`. The root's frame is empty. */

export interface Turn {
  owner: string;
  index: number;
}

export function turnsIn(frame: string): Turn[] {
  if (!frame) return [];
  return frame.split("/").flatMap((part) => {
    const match = /^(.*)\[(\d+)\]$/.exec(part);
    return match ? [{ owner: match[1]!, index: Number(match[2]) }] : [];
  });
}

/** Which turn of which loop the person looks at; a loop that is not in it follows the latest. */
export type ChosenTurns = ReadonlyMap<string, number>;

/** The instance of a node to show: the latest one that lies in the chosen turns. */
export function shownInstance(state: RunState, node: string, chosen: ChosenTurns): Instance | undefined {
  const frames = state.nodes.get(node);
  if (!frames) return undefined;
  if (frames.size === 1 && chosen.size === 0) return frames.values().next().value;
  let best: Instance | undefined;
  for (const instance of frames.values()) {
    if (!turnsIn(instance.frame).every((turn) => !chosen.has(turn.owner) || chosen.get(turn.owner) === turn.index)) continue;
    if (!best || instance.startedSeq >= best.startedSeq) best = instance;
  }
  return best;
}

/** The turns of a loop that have been seen, in order, within the chosen turns of the loops around it. */
export function seenTurns(state: RunState, owner: string, members: Iterable<string>, chosen: ChosenTurns): number[] {
  const turns = new Set<number>();
  for (const member of members) {
    for (const frame of state.nodes.get(member)?.keys() ?? []) {
      const path = turnsIn(frame);
      const at = path.findIndex((turn) => turn.owner === owner);
      const outer = path.slice(0, at);
      if (at >= 0 && outer.every((turn) => !chosen.has(turn.owner) || chosen.get(turn.owner) === turn.index)) turns.add(path[at]!.index);
    }
  }
  return [...turns].sort((a, b) => a - b);
}
