import { variablesOf, type FlowDocument } from "../../model/document";
import { brief } from "../../model/values";
import { useEditor } from "../../state/editorStore";
import { Section } from "./Section";

const longestDifference = 2000;

/** Nothing is chosen: the flow's own name, version and description. */
export function FlowSection({ document, readOnly }: { document: FlowDocument; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const view = useEditor((state) => state.view);
  const set = (name: string, value: string) =>
    edit("describe the flow", (doc) => ({ ...doc, metadata: { ...doc.metadata, [name]: value } }), `metadata:${name}`);
  const { metadata, flow } = document;
  return (
    <>
      <div className="inspector-head plain"><h2>{view ? view.title : "Flow"}</h2></div>
      <Section title="About">
        <label className="field"><span className="field-head">Name</span><input className="input" value={metadata.name} readOnly={readOnly} onChange={(event) => set("name", event.target.value)} /></label>
        <label className="field"><span className="field-head">Version</span><input className="input" value={metadata.version ?? ""} readOnly={readOnly} onChange={(event) => set("version", event.target.value)} /></label>
        <label className="field">
          <span className="field-head">Description</span>
          <textarea className="input" rows={4} value={metadata.description ?? ""} readOnly={readOnly} onChange={(event) => set("description", event.target.value)} />
        </label>
      </Section>
      <Section title="Contents">
        <dl className="facts">
          <div><dt>Nodes</dt><dd>{flow.nodes.length}</dd></div>
          <div><dt>Wires</dt><dd>{flow.edges.length}</dd></div>
          <div><dt>Variables</dt><dd>{variablesOf(document).length}</dd></div>
        </dl>
      </Section>
      {view?.kind === "diff" && <Differences />}
      {!readOnly && (
        <div className="inspector-help">
          <p>Choose a node to set it up. Drag one from the palette, or press <kbd>/</kbd> to search where the pointer is.</p>
          <p>Drag from pin to pin to wire. Let go in the open to add a node that fits.</p>
        </div>
      )}
    </>
  );
}

function Differences() {
  const view = useEditor((state) => state.view);
  if (view?.kind !== "diff") return null;
  const { nodes, fields, variables } = view.diff;
  const { select } = useEditor.getState();
  return (
    <Section title="Differences">
      {nodes.size + variables.size === 0 && <p className="panel-note">No node or variable differs.</p>}
      <ul className="differences">
        {[...nodes].map(([id, change]) => (
          <li key={id}>
            <button type="button" className={`difference ${change}`} onClick={() => select([id])}><span>{change}</span> {id}</button>
            {fields.get(id)?.map((field) => (
              <p key={field.path} className="difference-field"><code>{field.path}</code> <del>{brief(field.before, longestDifference)}</del> <ins>{brief(field.after, longestDifference)}</ins></p>
            ))}
          </li>
        ))}
        {[...variables].map(([name, change]) => <li key={`v:${name}`}><span className={`difference ${change}`}><span>{change}</span> variable {name}</span></li>)}
      </ul>
    </Section>
  );
}
