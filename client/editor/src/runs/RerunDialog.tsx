import { useState, type FormEvent } from "react";
import { formatJson, parseJson, sameJson } from "../model/json";
import type { Instance } from "../model/runState";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { JsonEditor } from "../ui/JsonEditor";
import { Modal } from "../ui/Modal";
import { rerun } from "./actions";

/** Runs again from a node on, with what it read open to change. */
export function RerunDialog({ instance }: { instance: Instance }) {
  const runId = useRuns((state) => state.runId);
  const before = instance.inputs ?? {};
  const [texts, setTexts] = useState<Record<string, string>>(() => Object.fromEntries(Object.entries(before).map(([name, value]) => [name, formatJson(value, 2)])));
  const [problem, setProblem] = useState("");
  const close = () => useUi.getState().openDialog(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const changed: Record<string, unknown> = {};
    for (const [name, text] of Object.entries(texts)) {
      try {
        const value = parseJson(text);
        if (!sameJson(value, before[name])) changed[name] = value;
      } catch (cause) {
        setProblem(`${name}: ${(cause as Error).message}`);
        return;
      }
    }
    if (await rerun(runId!, instance.node, changed)) close();
  };
  return (
    <Modal title={`Again from ${instance.node}`} description="A new run takes over every result before this node. Change what it reads, or leave it." onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="modal-fields">
          {Object.keys(before).length === 0 && <p className="panel-note">This node reads nothing.</p>}
          {Object.entries(texts).map(([name, text]) => (
            <div key={name} className="field">
              <span className="field-head">{name}</span>
              <JsonEditor label={name} text={text} onChange={(next) => setTexts({ ...texts, [name]: next })} />
            </div>
          ))}
          {problem && <p className="field-problem">{problem}</p>}
        </div>
        <div className="modal-actions">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" tone="primary">Start</Button>
        </div>
      </form>
    </Modal>
  );
}
