import { BookOpen, FileJson, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { explain } from "../api/problem";
import { deleteFlow, listFlows, type SavedFlow } from "../api/rayflow";
import { examples } from "../model/examples";
import { ago } from "../model/values";
import { useCatalog } from "../state/catalogStore";
import { newFlow, openExample, openSaved } from "../state/saving";
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
  const isAsked = (name: string) => name.toLowerCase().includes(query.toLowerCase());
  const found = flows?.filter((flow) => isAsked(flow.name));
  const catalog = useCatalog((state) => state.catalog);
  const samples = useMemo(() => examples(catalog), [catalog]).filter((sample) => isAsked(sample.metadata.name));
  return (
    <Modal title="Open a flow" onClose={close} width={520}>
      <input className="input" type="search" aria-label="Search flows" placeholder="Search flows" value={query} onChange={(event) => setQuery(event.target.value)} />
      {problem && <p className="field-problem">{problem}</p>}
      <ul className="flow-list" aria-label="Flows">
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
      {samples.length > 0 && (
        <section aria-labelledby="examples">
          <h3 id="examples" className="list-title">Examples</h3>
          <ul className="flow-list">
            {samples.map((sample) => (
              <li key={sample.metadata.name}>
                <button type="button" className="flow-row" onClick={() => { close(); void openExample(sample); }}>
                  <BookOpen size={16} aria-hidden="true" />
                  <span className="flow-row-name">{sample.metadata.name}</span>
                  <span className="flow-row-about">{sample.metadata.description}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="modal-actions"><Button onClick={() => { close(); void newFlow(); }}>New flow</Button></div>
    </Modal>
  );
}
