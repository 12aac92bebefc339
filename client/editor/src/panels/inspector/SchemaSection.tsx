import { Plus, Trash2 } from "lucide-react";
import { apiSchemaOf, type ApiField, type FlowNode } from "../../model/document";
import { renameApiField, setEntry } from "../../model/edits";
import { isRequired } from "../../model/inputForm";
import { freeName } from "../../model/naming";
import { useEditor } from "../../state/editorStore";
import { Button, IconButton } from "../../ui/controls";
import { ValueField } from "../../ui/ValueField";
import { NameInput } from "./FreeInputs";
import { Section } from "./Section";

const types = ["int", "float", "number", "str", "bool", "dict", "list", "any"];

/** START's inputs: their names, types and defaults. Each is an output pin. */
export function SchemaSection({ node, readOnly }: { node: FlowNode; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const schema = apiSchemaOf(node);
  const names = new Set(Object.keys(schema));
  const write = (label: string, next: Record<string, ApiField>, key?: string) => edit(label, (doc) => setEntry(doc, node.id, "config", "api_schema", next), key);
  const change = (name: string, field: ApiField) => write(`change input ${name}`, { ...schema, [name]: field }, `schema:${name}`);
  return (
    <Section title="Inputs of the flow">
      {names.size === 0 && <p className="panel-note">This flow takes no inputs.</p>}
      {Object.entries(schema).map(([name, field]) => (
        <fieldset key={name} className="schema-field">
          <legend className="sr-only">Input {name}</legend>
          <div className="free-name">
            <NameInput name={name} taken={names} readOnly={readOnly} onRename={(to) => edit("rename an input", (doc) => renameApiField(doc, node.id, name, to))} />
            <select className="input type-select" aria-label={`Type of ${name}`} value={field.type} disabled={readOnly} onChange={(event) => change(name, { ...field, type: event.target.value, default: undefined })}>
              {[...new Set([...types, field.type])].map((type) => <option key={type}>{type}</option>)}
            </select>
            {!readOnly && (
              <IconButton label={`Delete input ${name}`} onClick={() => write(`delete input ${name}`, Object.fromEntries(Object.entries(schema).filter(([other]) => other !== name)))}>
                <Trash2 size={13} aria-hidden="true" />
              </IconButton>
            )}
          </div>
          <label className="check">
            <input type="checkbox" checked={isRequired(field)} disabled={readOnly} onChange={(event) => change(name, { ...field, required: event.target.checked, ...(event.target.checked ? { default: undefined } : {}) })} /> required
          </label>
          {!isRequired(field) && <ValueField label="Default" type={field.type} value={field.default ?? undefined} readOnly={readOnly} onChange={(value) => change(name, { ...field, default: value })} />}
          <input className="input" aria-label={`Description of ${name}`} placeholder="Description" value={field.description ?? ""} readOnly={readOnly} onChange={(event) => change(name, { ...field, description: event.target.value || undefined })} />
        </fieldset>
      ))}
      {!readOnly && (
        <Button className="small" icon={<Plus size={13} aria-hidden="true" />} onClick={() => { const name = freeName("x", names); write(`add input ${name}`, { ...schema, [name]: { type: "int", required: true } }); }}>
          Add input
        </Button>
      )}
    </Section>
  );
}
