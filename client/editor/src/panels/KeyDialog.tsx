import { useState, type FormEvent } from "react";
import { setApiKey } from "../api/http";
import type { KeyQuestion } from "../state/keys";
import { Button } from "../ui/controls";
import { Modal } from "../ui/Modal";

/** The server wants to know who asks. What waits for the key goes on once it is there. */
export function KeyDialog({ question }: { question: KeyQuestion }) {
  const [key, setKey] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setApiKey(key.trim());
    question.answer(true);
  };
  return (
    <Modal title="This RayFlow asks for an API key" description="The key is kept for this tab only." onClose={() => question.answer(false)} width={420}>
      <form onSubmit={submit}>
        <div className="modal-fields">
          {question.refused && <p className="field-problem" role="alert">The server does not know the key that was sent.</p>}
          <label className="field"><span className="field-head">API key</span><input className="input mono" type="password" autoFocus value={key} onChange={(event) => setKey(event.target.value)} /></label>
        </div>
        <div className="modal-actions">
          <Button onClick={() => question.answer(false)}>Not now</Button>
          <Button type="submit" tone="primary" disabled={!key.trim()}>Continue</Button>
        </div>
      </form>
    </Modal>
  );
}
