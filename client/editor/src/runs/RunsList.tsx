import { History, RefreshCw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { StateIcon } from "../canvas/RunMarks";
import { explain } from "../api/problem";
import { listRuns, type Run } from "../api/rayflow";
import { ago, duration } from "../model/values";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { Button, Empty, IconButton } from "../ui/controls";
import { openRun } from "./actions";

const statuses = ["", "running", "waiting", "paused", "completed", "failed", "cancelled"];
const refreshMilliseconds = 4000;

/** The runs of this flow or of all, newest first. */
export function RunsList() {
  const name = useEditor((state) => state.history.present.metadata.name);
  const liveStatus = useRuns((state) => state.live.status);
  const current = useRuns((state) => state.runId);
  const [all, setAll] = useState(false);
  const [status, setStatus] = useState("");
  const [runs, setRuns] = useState<Run[] | undefined>();
  const [cursor, setCursor] = useState<string | undefined>();
  const [problem, setProblem] = useState("");

  const load = useCallback(async (after?: string) => {
    try {
      const page = await listRuns({ flow: all ? undefined : name, status, cursor: after, limit: 50 });
      setRuns((before) => (after && before ? [...before, ...page.items] : page.items));
      setCursor(page.next_cursor ?? undefined);
      setProblem("");
    } catch (error) {
      setProblem(explain(error));
    }
  }, [all, name, status]);

  useEffect(() => {
    void load();
    const timer = setInterval(() => { if (!document.hidden) void load(); }, refreshMilliseconds);
    return () => clearInterval(timer);
  }, [load, liveStatus]);

  return (
    <section className="dock-panel runs" aria-label="Runs">
      <div className="runs-filter">
        <select className="input small" aria-label="Which flow" value={all ? "all" : "this"} onChange={(event) => setAll(event.target.value === "all")}>
          <option value="this">This flow</option>
          <option value="all">All flows</option>
        </select>
        <select className="input small" aria-label="Status" value={status} onChange={(event) => setStatus(event.target.value)}>
          {statuses.map((entry) => <option key={entry} value={entry}>{entry || "any status"}</option>)}
        </select>
        <IconButton label="Refresh" onClick={() => void load()}><RefreshCw size={13} aria-hidden="true" /></IconButton>
        {problem && <span className="field-problem">{problem}</span>}
      </div>
      {runs?.length === 0 && <Empty icon={<History size={20} />} title="No runs yet">Runs of {all ? "any flow" : "this flow"} are listed here, newest first.</Empty>}
      {runs && runs.length > 0 && (
        <table className="runs-table">
          <thead><tr><th>Status</th><th>Flow</th><th>Started</th><th>Took</th><th>Outcome</th><th><span className="sr-only">Id</span></th></tr></thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.run_id} data-current={run.run_id === current || undefined} onClick={() => void openRun(run.run_id)}>
                <td><span className={`run-status ${run.status}`}><StateIcon state={run.status} /> {run.status}</span></td>
                <td>{run.flow || "untitled"}{run.flow_version ? <small> v{run.flow_version}</small> : null}</td>
                <td title={run.started_at}>{ago(run.started_at, Date.now())}</td>
                <td>{duration(secondsOf(run))}</td>
                <td className="runs-result">{outcomeOf(run)}</td>
                <td><button type="button" className="link" onClick={(event) => { event.stopPropagation(); void openRun(run.run_id); }}>{run.run_id.slice(0, 8)}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cursor && <Button className="small" onClick={() => void load(cursor)}>Older</Button>}
    </section>
  );
}

function outcomeOf(run: Run): string {
  if (run.error) return run.error.message || run.error.code;
  return run.return_node ? `${run.return_node} ${run.status_code ?? ""}` : "";
}

function secondsOf(run: Run): number | undefined {
  if (run.statistics) return run.statistics.total_time;
  return run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : undefined;
}
