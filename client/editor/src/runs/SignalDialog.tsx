import { useState, type FormEvent } from "react";
import { explain } from "../api/problem";
import { sendSignal } from "../api/rayflow";
import { parseText } from "../model/inputForm";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { JsonEditor } from "../ui/JsonEditor";
import { Modal } from "../ui/Modal";

/** Sends a signal to the run that is shown, by hand. */
export function SignalDialog({ name: wanted }: { name: string }) {
  const [name, setName] = useState(wanted);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const runId = useRuns((state) => state.runId);
  const close = () => useUi.getState().openDialog(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const payload = parseText({ family: "any" }, text);
    if (payload.error) { setProblem(payload.error); return; }
    try {
      await sendSignal(runId!, name, payload.value ?? null);
      close();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <Modal title="Send a signal" description="A signal that comes before its wait is kept for it." onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="modal-fields">
          <label className="field"><span className="field-head">Signal</span><input className="input" value={name} required onChange={(event) => setName(event.target.value)} /></label>
          <div className="field"><span className="field-head">Payload</span><JsonEditor label="Payload" text={text} onChange={setText} /></div>
          {problem && <p className="field-problem">{problem}</p>}
        </div>
        <div className="modal-actions">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" tone="primary">Send</Button>
        </div>
      </form>
    </Modal>
  );
}
