import { useState, type FormEvent } from "react";
import { setApiKey } from "../api/http";
import { useCatalog } from "../state/catalogStore";
import { useUi } from "../state/uiStore";
import { validateSoon } from "../state/validation";
import { Button } from "../ui/controls";
import { Modal } from "../ui/Modal";

/** The server wants to know who asks. */
export function KeyDialog() {
  const [key, setKey] = useState("");
  const close = () => useUi.getState().openDialog(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setApiKey(key.trim());
    close();
    void useCatalog.getState().load();
    validateSoon();
  };
  return (
    <Modal title="This RayFlow asks for an API key" description="The key is kept for this tab only." onClose={close} width={420}>
      <form onSubmit={submit}>
        <div className="modal-fields">
          <label className="field"><span className="field-head">API key</span><input className="input mono" type="password" autoFocus value={key} onChange={(event) => setKey(event.target.value)} /></label>
        </div>
        <div className="modal-actions"><Button type="submit" tone="primary" disabled={!key.trim()}>Continue</Button></div>
      </form>
    </Modal>
  );
}
