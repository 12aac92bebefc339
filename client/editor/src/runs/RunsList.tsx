import { History, RefreshCw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { StateIcon } from "../canvas/RunMarks";
import { explain } from "../api/problem";
import { listRuns, type Run } from "../api/rayflow";
import { periods, shortRunId, sinceOf, withFirstPage, type Period } from "../model/runList";
import { ago, duration } from "../model/values";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { Button, Empty, IconButton } from "../ui/controls";
import { openRun } from "./actions";

const statuses = ["", "running", "waiting", "paused", "completed", "failed", "cancelled"];
const refreshMilliseconds = 4000;
const pageSize = 50;

interface Filter {
  all: boolean;
  status: string;
  period: Period;
  /** The moment for the period `since`, as the input gives it. */
  since: string;
}

/** The runs of this flow or of all, newest first. */
export function RunsList() {
  const name = useEditor((state) => state.history.present.metadata.name);
  const liveStatus = useRuns((state) => state.live.status);
  const [filter, setFilter] = useState<Filter>({ all: false, status: "", period: "", since: "" });
  const [runs, setRuns] = useState<Run[] | undefined>();
  const [cursor, setCursor] = useState<string | undefined>();
  const [problem, setProblem] = useState("");

  const ask = useCallback((after?: string) => {
    const { all, status, period, since } = filter;
    return listRuns({ flow: all ? undefined : name, status, since: sinceOf(period, since, Date.now()), cursor: after, limit: pageSize });
  }, [filter, name]);

  const refresh = useCallback(async (isCurrent: () => boolean = () => true) => {
    try {
      const page = await ask();
      if (!isCurrent()) return;
      const isAll = !page.next_cursor;
      setRuns((before) => withFirstPage(before ?? [], page.items, isAll));
      setCursor((before) => (isAll ? undefined : (before ?? page.next_cursor ?? undefined)));
      setProblem("");
    } catch (error) {
      if (isCurrent()) setProblem(explain(error));
    }
  }, [ask]);

  const older = async (after: string) => {
    try {
      const page = await ask(after);
      setRuns((before) => [...(before ?? []), ...page.items]);
      setCursor(page.next_cursor ?? undefined);
    } catch (error) {
      setProblem(explain(error));
    }
  };

  useEffect(() => {
    setRuns(undefined);
    setCursor(undefined);
  }, [ask]);

  useEffect(() => {
    let current = true;
    const isCurrent = () => current;
    void refresh(isCurrent);
    const timer = setInterval(() => { if (!document.hidden) void refresh(isCurrent); }, refreshMilliseconds);
    return () => { current = false; clearInterval(timer); };
  }, [refresh, liveStatus]);

  const isFiltered = filter.status !== "" || filter.period !== "";
  return (
    <section className="dock-panel runs" aria-label="Runs">
      <RunsFilter filter={filter} onChange={setFilter} onRefresh={() => void refresh()} problem={problem} />
      {runs?.length === 0 && !isFiltered && <Empty icon={<History size={20} />} title="No runs yet">Runs of {filter.all ? "any flow" : "this flow"} are listed here, newest first.</Empty>}
      {runs?.length === 0 && isFiltered && (
        <Empty icon={<History size={20} />} title="No run is like that">
          <Button className="small" onClick={() => setFilter({ ...filter, status: "", period: "" })}>Show every run</Button>
        </Empty>
      )}
      {runs && runs.length > 0 && <RunsTable runs={runs} />}
      {cursor && <Button className="small" onClick={() => void older(cursor)}>Older</Button>}
    </section>
  );
}

interface RunsFilterProps {
  filter: Filter;
  problem: string;
  onChange(filter: Filter): void;
  onRefresh(): void;
}

function RunsFilter({ filter, problem, onChange, onRefresh }: RunsFilterProps) {
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <div className="runs-filter">
      <select className="input small" aria-label="Which flow" value={filter.all ? "all" : "this"} onChange={(event) => set({ all: event.target.value === "all" })}>
        <option value="this">This flow</option>
        <option value="all">All flows</option>
      </select>
      <select className="input small" aria-label="Status" value={filter.status} onChange={(event) => set({ status: event.target.value })}>
        {statuses.map((entry) => <option key={entry} value={entry}>{entry || "any status"}</option>)}
      </select>
      <select className="input small" aria-label="Started" value={filter.period} onChange={(event) => set({ period: event.target.value as Period })}>
        {Object.entries(periods).map(([period, { label }]) => <option key={period} value={period}>{label}</option>)}
      </select>
      {filter.period === "since" && (
        <input className="input small" type="datetime-local" aria-label="Started since" value={filter.since} onChange={(event) => set({ since: event.target.value })} />
      )}
      <IconButton label="Refresh" onClick={onRefresh}><RefreshCw size={13} aria-hidden="true" /></IconButton>
      {problem && <span className="field-problem">{problem}</span>}
    </div>
  );
}

function RunsTable({ runs }: { runs: Run[] }) {
  const current = useRuns((state) => state.runId);
  return (
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
            <td><button type="button" className="link" title={run.run_id} onClick={(event) => { event.stopPropagation(); void openRun(run.run_id); }}>{shortRunId(run.run_id)}</button></td>
          </tr>
        ))}
      </tbody>
    </table>
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
