import { BookOpen, FileJson, FilePen, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { explain } from "../api/problem";
import { deleteFlow, listFlows, type SavedFlow } from "../api/rayflow";
import { examples } from "../model/examples";
import { ago } from "../model/values";
import { useCatalog } from "../state/catalogStore";
import { forgetUnsaved, unsavedFlows, type UnsavedFlow } from "../state/drafts";
import { newFlow, openExample, openSaved, openUnsaved } from "../state/opening";
import { useUi } from "../state/uiStore";
import { Button, Empty, IconButton } from "../ui/controls";
import { Modal } from "../ui/Modal";

const close = () => useUi.getState().openDialog(null);

/** What can be opened: what is only in this browser, the flows on the server, and the examples. */
export function FlowsDialog() {
  const [flows, setFlows] = useState<SavedFlow[] | undefined>();
  const [unsaved, setUnsaved] = useState<UnsavedFlow[]>([]);
  const [query, setQuery] = useState("");
  const [problem, setProblem] = useState("");
  const [showExamples, setShowExamples] = useState(false);
  const tell = (error: unknown) => setProblem(explain(error));
  const load = () => Promise.all([listFlows().then(setFlows, tell), unsavedFlows().then(setUnsaved, tell)]);
  useEffect(() => { void load(); }, []);
  const remove = async (removal: Promise<void>) => {
    try {
      await removal;
      await load();
    } catch (error) {
      tell(error);
    }
  };
  const isAsked = (name: string) => name.toLowerCase().includes(query.toLowerCase());
  const found = flows?.filter((flow) => isAsked(flow.name));
  const kept = unsaved.filter(({ draft }) => isAsked(draft.document.metadata.name));
  const catalog = useCatalog((state) => state.catalog);
  const samples = useMemo(() => examples(catalog), [catalog]).filter((sample) => isAsked(sample.metadata.name));
  const nothing = found?.length === 0 && kept.length === 0;
  return (
    <Modal title="Open a flow" onClose={close} width={520}>
      <input className="input" type="search" aria-label="Search flows" placeholder="Search flows" value={query} onChange={(event) => setQuery(event.target.value)} />
      {problem && <p className="field-problem">{problem}</p>}
      {kept.length > 0 && (
        <section aria-labelledby="unsaved">
          <h3 id="unsaved" className="list-title">Not saved, only in this browser</h3>
          <ul className="flow-list" aria-label="Not saved">
            {kept.map((flow) => <UnsavedRow key={flow.key} flow={flow} onDelete={() => void remove(forgetUnsaved(flow))} />)}
          </ul>
        </section>
      )}
      {found && found.length > 0 && (
        <section aria-labelledby="saved">
          <h3 id="saved" className="list-title">Saved</h3>
          <ul className="flow-list" aria-label="Flows">
            {found.map((flow) => <SavedRow key={flow.name} flow={flow} onDelete={() => void remove(deleteFlow(flow.name))} />)}
          </ul>
        </section>
      )}
      {nothing && (query === "" || samples.length === 0) && (
        <Empty title={query ? "No flow of that name" : "Nothing saved yet"}>{!query && "A flow that you save is kept here with all its versions."}</Empty>
      )}
      {samples.length > 0 && (
        <details className="examples" open={showExamples || query !== "" || nothing} onToggle={(event) => setShowExamples(event.currentTarget.open)}>
          <summary className="list-title">Examples <span className="count">{samples.length}</span></summary>
          <ul className="flow-list" aria-label="Examples">
            {samples.map((sample) => (
              <li key={sample.metadata.name}>
                <Row icon={<BookOpen size={16} aria-hidden="true" />} name={sample.metadata.name} about={sample.metadata.description} onOpen={() => void openExample(sample)} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="modal-actions"><Button onClick={() => { close(); void newFlow(); }}>New flow</Button></div>
    </Modal>
  );
}

function UnsavedRow({ flow, onDelete }: { flow: UnsavedFlow; onDelete(): void }) {
  const { document, base, at } = flow.draft;
  const { name } = document.metadata;
  const about = [`${document.flow.nodes.length} nodes`, base ? `changes to ${base.name}` : "", flow.place === "drafts" ? "of another window" : ""].filter(Boolean).join(" · ");
  return (
    <li>
      <Row icon={<FilePen size={16} aria-hidden="true" />} name={name} about={about} aside={ago(new Date(at).toISOString(), Date.now())} onOpen={() => void openUnsaved(flow)} />
      <DeleteButton name={name} onDelete={onDelete} />
    </li>
  );
}

function SavedRow({ flow, onDelete }: { flow: SavedFlow; onDelete(): void }) {
  return (
    <li>
      <Row icon={<FileJson size={16} aria-hidden="true" />} name={flow.name} about={flow.description} aside={`v${flow.version} · ${ago(flow.saved_at, Date.now())}`} onOpen={() => void openSaved(flow.name)} />
      <DeleteButton name={flow.name} onDelete={onDelete} />
    </li>
  );
}

function Row({ icon, name, about, aside, onOpen }: { icon: ReactNode; name: string; about?: string; aside?: string; onOpen(): void }) {
  return (
    <button type="button" className="flow-row" onClick={() => { close(); onOpen(); }}>
      {icon}
      <span className="flow-row-name">{name}</span>
      <span className="flow-row-about">{about}</span>
      {aside && <small>{aside}</small>}
    </button>
  );
}

/** Asks once more before it deletes. */
function DeleteButton({ name, onDelete }: { name: string; onDelete(): void }) {
  const [asked, setAsked] = useState(false);
  return asked
    ? <Button className="small" tone="danger" onClick={onDelete}>Delete it</Button>
    : <IconButton label={`Delete ${name}`} onClick={() => setAsked(true)}><Trash2 size={14} aria-hidden="true" /></IconButton>;
}
