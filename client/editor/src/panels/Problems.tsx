import { AlertTriangle, CircleCheck, CircleX, CloudOff } from "lucide-react";
import { centreOn } from "../canvas/viewport";
import { placeOf, type Diagnostic } from "../model/diagnostics";
import { useEditor } from "../state/editorStore";
import { Empty } from "../ui/controls";

/** What the validator found. Choosing a finding shows its place on the canvas. */
export function Problems() {
  const validation = useEditor((state) => state.validation);
  return (
    <section className="dock-panel" aria-label="Problems">
      {validation.status === "away" && (
        <Empty icon={<CloudOff size={20} />} title="RayFlow cannot be reached">
          The flow is checked again when it is back. Your work is kept in this browser.
        </Empty>
      )}
      {validation.status !== "away" && validation.diagnostics.length === 0 && (
        <Empty icon={<CircleCheck size={20} />} title={validation.status === "done" ? "No problems" : "Checking…"}>
          {validation.status === "done" && "This flow can run."}
        </Empty>
      )}
      {validation.status !== "away" && validation.diagnostics.length > 0 && (
        <ul className="problem-list">
          {[...validation.diagnostics].sort((a, b) => rank(a) - rank(b)).map((problem, index) => <Row key={index} problem={problem} />)}
        </ul>
      )}
    </section>
  );
}

function rank(problem: Diagnostic): number {
  return problem.severity === "error" ? 0 : 1;
}

function Row({ problem }: { problem: Diagnostic }) {
  const document = useEditor((state) => state.history.present);
  const place = placeOf(document, problem);
  const jump = () => {
    const edge = place.edge ? document.flow.edges.find((candidate) => candidate.id === place.edge) : undefined;
    const node = place.node ?? edge?.target;
    useEditor.getState().select([place.edge ?? place.node ?? ""]);
    if (node) centreOn(node);
  };
  const Icon = problem.severity === "error" ? CircleX : AlertTriangle;
  return (
    <li>
      <button type="button" className={`problem ${problem.severity}`} onClick={jump}>
        <Icon size={14} aria-label={problem.severity} />
        <span className="problem-text">{problem.message}</span>
        {place.node && <code>{place.node}</code>}
        <span className="problem-code">{problem.code}</span>
      </button>
    </li>
  );
}
