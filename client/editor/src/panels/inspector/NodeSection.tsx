import { NodeIcon } from "../../canvas/icons";
import { unknownNode } from "../../model/catalog";
import { pinsIn } from "../../model/connecting";
import { pinNameOf, type FlowNode } from "../../model/document";
import { renameInput, setEntry, updateData } from "../../model/edits";
import { openHandle, type Pin } from "../../model/pins";
import { formatPinType } from "../../model/pinTypes";
import { wiresAt } from "../../model/wires";
import { useCatalog } from "../../state/catalogStore";
import { shownDocument, useEditor } from "../../state/editorStore";
import { ValueField } from "../../ui/ValueField";
import { FreeInputs } from "./FreeInputs";
import { InstanceSection } from "./InstanceSection";
import { PolicySection } from "./PolicySection";
import { SchemaSection } from "./SchemaSection";
import { Section } from "./Section";
import { SettingsSection } from "./SettingsSection";
import { WiresSection } from "./WiresSection";

export function NodeSection({ node, readOnly }: { node: FlowNode; readOnly: boolean }) {
  const catalog = useCatalog((state) => state.catalog);
  const document = useEditor(shownDocument);
  const marks = useEditor((state) => state.validation.marks);
  const edit = useEditor((state) => state.edit);
  const descriptor = catalog.get(node.type) ?? unknownNode(node.type);
  const pins = pinsIn(document, catalog, node, useCatalog.getState().called);
  const wired = new Set(wiresAt(document.flow.edges, node.id).incoming.map((edge) => edge.targetHandle));
  const data = pins.inputs.filter((pin) => pin.type.family !== "exec" && pin.handle !== openHandle);
  const declared = data.filter((pin) => descriptor.inputs.some((input) => input.name === pinNameOf(pin.handle)));
  // What is about an input or a setting is told beside it.
  const atPins = new Set(pins.inputs.flatMap((pin) => marks.pins.get(`${node.id}|${pin.handle}`) ?? []));
  const problems = (marks.nodes.get(node.id) ?? []).filter((problem) => !atPins.has(problem) && !/\/(constantValues|config)\/[^/]+$/.test(problem.pointer ?? ""));
  const setData = (label: string, change: object, key: string) => edit(label, (doc) => updateData(doc, node.id, (old) => ({ ...old, ...change })), `${key}:${node.id}`);

  return (
    <>
      <div className={`inspector-head kind-${descriptor.kind}`}>
        <span className="inspector-icon"><NodeIcon name={descriptor.icon} size={17} /></span>
        <div className="inspector-names">
          <input className="inspector-label" aria-label="Label" value={node.data.label ?? ""} placeholder={descriptor.label} readOnly={readOnly} onChange={(event) => setData("label", { label: event.target.value }, "label")} />
          <span className="inspector-id"><code>{node.id}</code> {node.type} · {descriptor.kind}</span>
        </div>
      </div>
      {descriptor.description && <p className="inspector-about">{descriptor.description}</p>}
      {descriptor.errors.map((error) => (
        <p key={`${error.file}${error.line}${error.message}`} className="hover-problem error inset">{error.file}:{error.line}:{error.column} {error.message}</p>
      ))}
      {problems.map((problem) => (
        <p key={problem.code + problem.message} className={`hover-problem ${problem.severity} inset`}>{problem.message}</p>
      ))}
      <InstanceSection node={node.id} />
      {descriptor.outputs_from === "api_schema" && <SchemaSection node={node} readOnly={readOnly} />}
      {declared.length > 0 && (
        <Section title="Inputs">
          {declared.map((pin) => (
            <InputField
              key={pin.handle} pin={pin} wired={wired.has(pin.handle)} readOnly={readOnly}
              value={node.data.inputValues?.[pinNameOf(pin.handle)]}
              problem={marks.pins.get(`${node.id}|${pin.handle}`)?.[0]?.message}
              onChange={(value) => edit(`set ${pin.label}`, (doc) => setEntry(doc, node.id, "inputValues", pinNameOf(pin.handle), value), `input:${node.id}:${pin.handle}`)}
            />
          ))}
        </Section>
      )}
      {descriptor.any_inputs && (
        <FreeInputs
          node={node} readOnly={readOnly} wired={wired} pins={data.filter((pin) => !declared.includes(pin))}
          onRename={(from, to) => edit("rename an input", (doc) => renameInput(doc, node.id, from, to))}
          onSet={(name, value) => edit(`set ${name}`, (doc) => setEntry(doc, node.id, "inputValues", name, value), `input:${node.id}:${name}`)}
        />
      )}
      <SettingsSection title="Settings" part="config" node={node} settings={descriptor.config.filter((entry) => entry.name !== "api_schema")} readOnly={readOnly} />
      <SettingsSection title="Constants" part="constantValues" node={node} settings={descriptor.constants} readOnly={readOnly} />
      <WiresSection node={node} pins={pins} readOnly={readOnly} />
      <PolicySection node={node} readOnly={readOnly} hasJoin={descriptor.exec_inputs.length > 0} />
      <Section title="Notes" open={Boolean(node.data.notes)}>
        <textarea className="input" rows={3} aria-label="Notes" placeholder="What the next person should know" value={node.data.notes ?? ""} readOnly={readOnly} onChange={(event) => setData("write a note", { notes: event.target.value || undefined }, "notes")} />
      </Section>
    </>
  );
}

interface InputFieldProps {
  pin: Pin;
  wired: boolean;
  value: unknown;
  problem: string | undefined;
  readOnly: boolean;
  onChange(value: unknown): void;
}

function InputField({ pin, wired, value, problem, readOnly, onChange }: InputFieldProps) {
  const type = formatPinType(pin.type);
  if (wired) {
    return (
      <div className="field" data-problem={problem ? true : undefined}>
        <div className="field-head"><span>{pin.label}</span><span className="field-type" style={{ color: `var(--pin-text-${pin.type.family})` }}>{type}</span></div>
        <p className="field-wired">comes through its wire</p>
        {problem && <p className="field-problem">{problem}</p>}
      </div>
    );
  }
  return (
    <ValueField
      label={pin.label} type={type} value={value} fallback={pin.required ? undefined : pin.default} required={pin.required}
      description={pin.description} problem={problem} readOnly={readOnly} onChange={onChange}
    />
  );
}
