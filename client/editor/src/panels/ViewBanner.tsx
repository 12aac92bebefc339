import { ArrowLeft, CloudOff, GitCompare, History } from "lucide-react";
import { shortRunId } from "../model/runList";
import { leaveView } from "../runs/actions";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";

/** Over the canvas while it shows something other than the flow being drawn, or a run over that flow. */
export function ViewBanner() {
  const view = useEditor((state) => state.view);
  const runId = useRuns((state) => state.runId);
  const at = useRuns((state) => state.at);
  if (!view && !runId) return null;
  const Icon = view?.kind === "diff" ? GitCompare : History;
  const text = view?.kind === "diff" ? view.title : `${at !== undefined ? "Earlier in run" : "Run"} ${runId ? shortRunId(runId) : ""}${view ? ` of ${view.title}` : ""}`;
  return (
    <div className="view-banner" role="status">
      <Icon size={14} aria-hidden="true" />
      <span title={runId}>{text}</span>
      {view && <span className="badge muted">read only</span>}
      {view?.kind === "diff" && <span className="legend"><i className="added" />added <i className="changed" />changed <i className="removed" />removed</span>}
      <Button className="small" tone="ghost" icon={<ArrowLeft size={13} aria-hidden="true" />} onClick={leaveView}>{view ? "Back to drawing" : "Clear"}</Button>
    </div>
  );
}

/** Says that the server is away for as long as it is. */
export function AwayBanner() {
  const away = useUi((state) => state.away);
  if (!away) return null;
  return (
    <div className="away-banner" role="status">
      <CloudOff size={14} aria-hidden="true" /> RayFlow is away. Go on drawing: your work is kept in this browser, and this page tries again by itself.
    </div>
  );
}
