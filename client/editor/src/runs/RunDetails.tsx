import { Clock, Link2, Radio, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { StateIcon } from "../canvas/RunMarks";
import { centreOn } from "../canvas/viewport";
import { hasEnded } from "../model/runState";
import { duration } from "../model/values";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { JsonText } from "../ui/JsonText";
import { copyRunLink } from "./actions";
import { NodeTimes } from "./NodeTimes";
import { RunLog } from "./RunLog";
import { TimeSlider, TimeText } from "./TimeSlider";

/** The run that is shown: its result, what it cost, its log, and a slider through its time. */
export function RunDetails() {
  const { run, live, runId, connected, command } = useRuns();
  const [part, setPart] = useState<"times" | "log">("times");
  if (!runId) return null;
  const status = hasEnded(live.status) ? live.status : (run?.status ?? live.status);
  const error = run?.error ?? live.error;
  return (
    <section className="dock-panel run-details" aria-label="Result">
      <div className="run-summary">
        <p className={`run-status ${status}`} role="status">
          <StateIcon state={status} size={14} /> {status}
          {!connected && !hasEnded(live.status) && <span className="run-away"> · reconnecting…</span>}
        </p>
        <dl className="run-numbers">
          <div><dt>Total time</dt><dd>{run?.statistics && hasEnded(status) ? duration(run.statistics.total_time) : <Elapsed />}</dd></div>
          <div><dt>Nodes executed</dt><dd>{run?.statistics?.nodes_executed ?? "–"}</dd></div>
          <div><dt>Nodes failed</dt><dd>{run?.statistics?.nodes_failed ?? "–"}</dd></div>
          {run?.return_node && <div><dt>Return</dt><dd>{run.return_node} <small>{run.status_code}</small></dd></div>}
        </dl>
        {error && (
          <div className="run-error">
            <strong>{error.code}</strong> {error.message}
            {error.node_id && <button type="button" className="link" onClick={() => showNode(error.node_id!)}>show {error.node_id}</button>}
          </div>
        )}
        {run?.waiting_for?.map((wait) => <Waiting key={`${wait.node_id}${wait.frame}`} kind={wait.kind} node={wait.node_id} name={wait.name} due={wait.due_at} />)}
        {run?.result && <JsonText className="run-result" label="Result value" value={run.result} />}
        <div className="run-actions">
          <Button className="small" data-run={runId} icon={<Link2 size={13} aria-hidden="true" />} onClick={() => void copyRunLink(runId)}>Copy link</Button>
          {!hasEnded(status) && <Button className="small" icon={<Radio size={13} aria-hidden="true" />} onClick={() => useUi.getState().openDialog("signal", "")}>Send a signal…</Button>}
          {live.status === "failed" && <Button className="small" icon={<RotateCcw size={13} aria-hidden="true" />} onClick={() => void command("retry")}>Retry</Button>}
        </div>
      </div>
      <div className="run-parts">
        <TimeSlider />
        <div className="run-switch">
          <div role="group" aria-label="Part of the result">
            <button type="button" aria-pressed={part === "times"} onClick={() => setPart("times")}>Times</button>
            <button type="button" aria-pressed={part === "log"} onClick={() => setPart("log")}>Log</button>
          </div>
          <TimeText />
        </div>
        {part === "times" ? <NodeTimes /> : <RunLog />}
      </div>
    </section>
  );
}

function showNode(id: string) {
  useEditor.getState().select([id]);
  centreOn(id);
}

function Elapsed() {
  const startedAt = useRuns((state) => state.live.startedAt);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 200);
    return () => clearInterval(timer);
  }, []);
  return <>{startedAt ? duration(Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000)) : "–"}</>;
}

function Waiting({ kind, node, name, due }: { kind: string; node: string; name?: string; due?: string | null }) {
  const Icon = kind === "signal" ? Radio : Clock;
  return (
    <p className="run-waiting">
      <Icon size={13} aria-hidden="true" /> {node} waits for {kind === "signal" ? <>signal <code>{name}</code></> : `a ${kind.replaceAll("_", " ")}`}
      {due && <> until {new Date(due).toLocaleTimeString()}</>}
      {kind === "signal" && name && (
        <button type="button" className="link" onClick={() => useUi.getState().openDialog("signal", name)}>send it…</button>
      )}
    </p>
  );
}
