import { useState, type FormEvent } from "react";
import { explain } from "../api/problem";
import { sendSignal } from "../api/rayflow";
import { parseText } from "../model/inputForm";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { JsonEditor } from "../ui/JsonEditor";
import { Modal } from "../ui/Modal";

/** Sends a signal to the run that is shown, by hand; without a name, the only one that it waits for. */
export function SignalDialog({ name: wanted }: { name: string }) {
  const waits = useRuns((state) => state.run?.waiting_for) ?? [];
  const awaited = [...new Set(waits.flatMap((wait) => (wait.kind === "signal" && wait.name ? [wait.name] : [])))];
  const [name, setName] = useState(wanted || (awaited.length === 1 ? awaited[0]! : ""));
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
          <label className="field">
            <span className="field-head">Signal</span>
            <input className="input" value={name} required list="awaited-signals" onChange={(event) => setName(event.target.value)} />
            <datalist id="awaited-signals">{awaited.map((signal) => <option key={signal} value={signal} />)}</datalist>
          </label>
          <div className="field">
            <span className="field-head">Payload</span>
            <JsonEditor label="Payload" text={text} takesWords onChange={setText} />
            <p className="field-about">JSON; plain words are sent as a text. Left empty, it is null.</p>
          </div>
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
