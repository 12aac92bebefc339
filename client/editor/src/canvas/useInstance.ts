import { useRuns } from "../state/runStore";
import { shownInstance } from "../model/frames";
import type { Instance } from "../model/runState";

/** How a node fares in the run that is shown, in the turn that is looked at. */
export function useInstance(node: string): Instance | undefined {
  return useRuns((state) => (state.runId ? shownInstance(state.shown, node, state.turns) : undefined));
}
