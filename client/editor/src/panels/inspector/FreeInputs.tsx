import { Plus, X } from "lucide-react";
import { useState } from "react";
import { pinNameOf, type FlowNode } from "../../model/document";
import { freeName } from "../../model/naming";
import type { Pin } from "../../model/pins";
import { Button, IconButton } from "../../ui/controls";
import { ValueField } from "../../ui/ValueField";
import { Section } from "./Section";

interface FreeInputsProps {
  node: FlowNode;
  pins: Pin[];
  wired: ReadonlySet<string>;
  readOnly: boolean;
  onRename(from: string, to: string): void;
  onSet(name: string, value: unknown): void;
}

/** The inputs of a node that takes any: their names are the person's to choose. */
export function FreeInputs({ pins, wired, readOnly, onRename, onSet, node }: FreeInputsProps) {
  const names = new Set(pins.map((pin) => pinNameOf(pin.handle)));
  return (
    <Section title="Inputs">
      {pins.length === 0 && <p className="panel-note">Drop a wire on “add input”, or add one with a fixed value.</p>}
      {pins.map((pin) => {
        const name = pinNameOf(pin.handle);
        return (
          <div key={pin.handle} className="free-input">
            <div className="free-name">
              <NameInput name={name} taken={names} readOnly={readOnly} onRename={(to) => onRename(name, to)} />
              {!wired.has(pin.handle) && !readOnly && <IconButton label={`Delete input ${name}`} onClick={() => onSet(name, undefined)}><X size={13} aria-hidden="true" /></IconButton>}
            </div>
            {wired.has(pin.handle)
              ? <p className="field-wired">comes through its wire</p>
              : <ValueField label="Value" type="any" value={node.data.inputValues?.[name]} readOnly={readOnly} onChange={(value) => onSet(name, value ?? null)} />}
          </div>
        );
      })}
      {!readOnly && <Button className="small" icon={<Plus size={13} aria-hidden="true" />} onClick={() => onSet(freeName("value", names), null)}>Add input</Button>}
    </Section>
  );
}

/** A name that is changed when the field is left, so that no half-written name takes the wire along. */
export function NameInput({ name, taken, readOnly, onRename }: { name: string; taken: ReadonlySet<string>; readOnly: boolean; onRename(to: string): void }) {
  const [text, setText] = useState(name);
  const finish = () => {
    const next = text.trim();
    if (next && next !== name && !taken.has(next)) onRename(next);
    else setText(name);
  };
  return (
    <input
      className="input mono" aria-label={`Name of ${name}`} value={text} readOnly={readOnly} spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => { if (event.key === "Enter") event.currentTarget.blur(); }}
    />
  );
}
