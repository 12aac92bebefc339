import { Trash2 } from "lucide-react";
import { centreOn } from "../../canvas/viewport";
import type { FlowEdge } from "../../model/document";
import { deleteWire } from "../../state/commands";
import { useEditor } from "../../state/editorStore";
import { Button } from "../../ui/controls";
import { Section } from "./Section";

export function WireSection({ edge, readOnly }: { edge: FlowEdge; readOnly: boolean }) {
  const problems = useEditor((state) => state.validation.marks.edges.get(edge.id));
  const go = (id: string) => { useEditor.getState().select([id]); centreOn(id); };
  return (
    <>
      <div className="inspector-head plain"><h2>Wire</h2></div>
      {problems?.map((problem) => <p key={problem.message} className={`hover-problem ${problem.severity} inset`}>{problem.message}</p>)}
      <Section title="Ends">
        <dl className="facts">
          <div><dt>From</dt><dd><button type="button" className="link" onClick={() => go(edge.source)}>{edge.source}</button> {edge.sourceHandle}</dd></div>
          <div><dt>To</dt><dd><button type="button" className="link" onClick={() => go(edge.target)}>{edge.target}</button> {edge.targetHandle}</dd></div>
        </dl>
      </Section>
      {!readOnly && <div className="inspector-actions"><Button className="small" tone="danger" icon={<Trash2 size={13} aria-hidden="true" />} onClick={() => deleteWire(edge.id)}>Delete wire</Button></div>}
    </>
  );
}
