import { useMemo } from "react";
import { centreOn } from "../canvas/viewport";
import { shownDocument, useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { duration } from "../model/values";

const mostBars = 40;

/** Seconds per node as bars, the longest first. */
export function NodeTimes() {
  const run = useRuns((state) => state.run);
  const shown = useRuns((state) => state.shown);
  const document = useEditor(shownDocument);
  const bars = useMemo(() => {
    const times = run?.statistics?.node_times ?? timesOf(shown.nodes);
    const labels = new Map(document.flow.nodes.map((node) => [node.id, node.data.label || node.id]));
    return Object.entries(times)
      .map(([id, seconds]) => ({ id, seconds, label: labels.get(id) ?? id, turns: shown.nodes.get(id)?.size ?? 1 }))
      .sort((a, b) => b.seconds - a.seconds);
  }, [run, shown, document]);
  const longest = bars[0]?.seconds || 1;
  if (bars.length === 0) return <p className="panel-note">No node has run yet.</p>;
  return (
    <ol className="bars" aria-label="Time per node">
      {bars.slice(0, mostBars).map(({ id, label, seconds, turns }) => (
        <li key={id}>
          <button type="button" className="bar-row" onClick={() => { useEditor.getState().select([id]); centreOn(id); }}>
            <span className="bar-label">{label}{turns > 1 && <small> ×{turns}</small>}</span>
            <span className="bar-track"><span className="bar" style={{ width: `${Math.max(1, (seconds / longest) * 100)}%` }} /></span>
            <span className="bar-time">{duration(seconds)}</span>
          </button>
        </li>
      ))}
      {bars.length > mostBars && <li className="panel-note">and {bars.length - mostBars} more nodes</li>}
    </ol>
  );
}

function timesOf(nodes: ReadonlyMap<string, ReadonlyMap<string, { seconds?: number }>>): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [id, frames] of nodes) {
    for (const { seconds } of frames.values()) if (seconds !== undefined) times[id] = (times[id] ?? 0) + seconds;
  }
  return times;
}
