import { FileJson, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { explain } from "../api/problem";
import { deleteFlow, listFlows, type SavedFlow } from "../api/rayflow";
import { ago } from "../model/values";
import { newFlow, openSaved } from "../state/saving";
import { useUi } from "../state/uiStore";
import { Button, Empty, IconButton } from "../ui/controls";
import { Modal } from "../ui/Modal";

/** The flows on the server. */
export function FlowsDialog() {
  const [flows, setFlows] = useState<SavedFlow[] | undefined>();
  const [query, setQuery] = useState("");
  const [problem, setProblem] = useState("");
  const [deleting, setDeleting] = useState<string | undefined>();
  const close = () => useUi.getState().openDialog(null);
  const load = () => listFlows().then(setFlows, (error: unknown) => setProblem(explain(error)));
  useEffect(() => { void load(); }, []);
  const open = (name: string) => { close(); void openSaved(name); };
  const remove = async (name: string) => {
    if (deleting !== name) { setDeleting(name); return; }
    try {
      await deleteFlow(name);
      setDeleting(undefined);
      await load();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const found = flows?.filter((flow) => flow.name.toLowerCase().includes(query.toLowerCase()));
  return (
    <Modal title="Open a flow" onClose={close} width={520}>
      <input className="input" type="search" aria-label="Search flows" placeholder="Search flows" value={query} onChange={(event) => setQuery(event.target.value)} />
      {problem && <p className="field-problem">{problem}</p>}
      <ul className="flow-list">
        {found?.map((flow) => (
          <li key={flow.name}>
            <button type="button" className="flow-row" onClick={() => open(flow.name)}>
              <FileJson size={16} aria-hidden="true" />
              <span className="flow-row-name">{flow.name}</span>
              <span className="flow-row-about">{flow.description}</span>
              <small>v{flow.version} · {ago(flow.saved_at, Date.now())}</small>
            </button>
            {deleting === flow.name
              ? <Button className="small" tone="danger" onClick={() => void remove(flow.name)}>Delete it</Button>
              : <IconButton label={`Delete ${flow.name}`} onClick={() => void remove(flow.name)}><Trash2 size={14} aria-hidden="true" /></IconButton>}
          </li>
        ))}
      </ul>
      {found?.length === 0 && <Empty title={query ? "No flow of that name" : "Nothing saved yet"}>{!query && "A flow that you save is kept here with all its versions."}</Empty>}
      <div className="modal-actions"><Button onClick={() => { close(); void newFlow(); }}>New flow</Button></div>
    </Modal>
  );
}
