import { GripVertical, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { startNodeDrag } from "../canvas/dragging";
import { variablesOf, withVariables, type Variable } from "../model/document";
import { renameVariable } from "../model/edits";
import { freeName, isName } from "../model/naming";
import { formatPinType, parsePinType, typeOfValue } from "../model/pinTypes";
import { addNodeSomewhere } from "../state/commands";
import { shownDocument, useEditor } from "../state/editorStore";
import { IconButton } from "../ui/controls";
import { ValueField } from "../ui/ValueField";
import { NameInput } from "./inspector/FreeInputs";

const types = ["any", "int", "float", "str", "bool", "dict", "list"];

export function Variables() {
  const document = useEditor(shownDocument);
  const readOnly = useEditor((state) => state.view !== undefined);
  const edit = useEditor((state) => state.edit);
  const [open, setOpen] = useState<number | undefined>();
  const variables = variablesOf(document);
  const change = (label: string, next: Variable[], key?: string) => edit(label, (doc) => withVariables(doc, next), key);
  const add = () => {
    const name = freeName("variable", new Set(variables.map((variable) => variable.name)));
    change("add a variable", [...variables, { name, default: null }]);
    setOpen(variables.length);
  };
  return (
    <section className="panel variables" aria-label="Variables">
      <div className="panel-head">
        <h2>Variables</h2>
        {!readOnly && <IconButton label="Add variable" onClick={add}><Plus size={15} aria-hidden="true" /></IconButton>}
      </div>
      {variables.length === 0 && <p className="panel-note">Values that the nodes of a run share. Drag one onto the canvas to get or set it.</p>}
      <ul className="variable-list">
        {variables.map((variable, index) => (
          <VariableRow
            key={index}
            variable={variable}
            open={open === index}
            readOnly={readOnly}
            onToggle={() => setOpen(open === index ? undefined : index)}
            onRemove={() => change("delete a variable", variables.filter((_, other) => other !== index))}
            taken={new Set(variables.map((other) => other.name))}
            onRename={(to) => edit("rename a variable", (doc) => renameVariable(doc, variable.name, to))}
            onChange={(next) => change("change a variable", variables.map((old, other) => (other === index ? next : old)), `variable:${index}`)}
          />
        ))}
      </ul>
    </section>
  );
}

interface VariableRowProps {
  variable: Variable;
  open: boolean;
  readOnly: boolean;
  taken: ReadonlySet<string>;
  onToggle(): void;
  onRename(to: string): void;
  onRemove(): void;
  onChange(next: Variable): void;
}

function VariableRow({ variable, open, readOnly, taken, onToggle, onRename, onRemove, onChange }: VariableRowProps) {
  const type = variable.type ?? formatPinType(typeOfValue(variable.default));
  return (
    <li className="variable">
      <div className="variable-row">
        <button type="button" className="variable-name" aria-expanded={open} onClick={onToggle}>
          <span className="type-dot" style={{ background: `var(--pin-${parsePinType(type).family})` }} aria-hidden="true" />
          {variable.name}
          <span className="variable-type">{type}</span>
        </button>
        {!readOnly && <DragOut kind="get" name={variable.name} />}
        {!readOnly && !variable.read_only && <DragOut kind="set" name={variable.name} />}
      </div>
      {open && (
        <div className="variable-edit">
          <label className="field">
            <span className="field-head">Name</span>
            <NameInput key={variable.name} name={variable.name} taken={taken} readOnly={readOnly} onRename={onRename} />
            {!isName(variable.name) && <span className="field-problem">A name has letters, digits and underscores.</span>}
          </label>
          <label className="field">
            <span className="field-head">Type</span>
            <select className="input" value={type} disabled={readOnly} onChange={(event) => onChange({ ...variable, type: event.target.value, default: null })}>
              {[...new Set([...types, type])].map((name) => <option key={name}>{name}</option>)}
            </select>
          </label>
          <ValueField label="Default" type={type} value={variable.default ?? undefined} readOnly={readOnly} onChange={(value) => onChange({ ...variable, default: value ?? null })} />
          <label className="field">
            <span className="field-head">Description</span>
            <input className="input" value={variable.description ?? ""} readOnly={readOnly} onChange={(event) => onChange({ ...variable, description: event.target.value || undefined })} />
          </label>
          <label className="check"><input type="checkbox" checked={variable.read_only ?? false} disabled={readOnly} onChange={(event) => onChange({ ...variable, read_only: event.target.checked || undefined })} /> Read only</label>
          {!readOnly && <button type="button" className="button danger small" onClick={onRemove}><Trash2 size={13} aria-hidden="true" /> Delete variable</button>}
        </div>
      )}
    </li>
  );
}

function DragOut({ kind, name }: { kind: "get" | "set"; name: string }) {
  const item = { type: `variables_${kind}`, data: { label: `${kind} ${name}`, config: { variable_name: name } } };
  return (
    <button
      type="button"
      className="drag-out"
      draggable
      aria-label={`Add a node to ${kind} ${name}`}
      title={`Drag onto the canvas to ${kind} ${name}`}
      onDragStart={(event) => startNodeDrag(event, item)}
      onClick={() => addNodeSomewhere(item.type, item.data)}
    >
      <GripVertical size={11} aria-hidden="true" />{kind}
    </button>
  );
}
