import { RotateCcw } from "lucide-react";
import { Switch } from "radix-ui";
import { useEffect, useId, useState } from "react";
import { parseText, toText } from "../model/inputForm";
import { formatJson, parseJson, textOf } from "../model/json";
import { formatPinType, parsePinType, typeOfValue } from "../model/pinTypes";
import { brief } from "../model/values";
import { JsonEditor } from "./JsonEditor";

interface ValueFieldProps {
  label: string;
  type: string;
  /** `undefined` is not set: the default holds. */
  value: unknown;
  fallback?: unknown;
  required?: boolean;
  choices?: unknown[] | null;
  description?: string;
  problem?: string;
  readOnly?: boolean;
  onChange(value: unknown): void;
}

/** The right control for a value of a type. */
export function ValueField(props: ValueFieldProps) {
  const { label, type, value, fallback, required, description, problem, readOnly } = props;
  const id = useId();
  const [error, setError] = useState<string | undefined>();
  const pinType = parsePinType(type);
  const told = error ?? problem;
  const isSet = value !== undefined;
  const typeName = pinType.family === "any" && isSet ? `any · ${formatPinType(typeOfValue(value))}` : type;
  return (
    <div className="field" data-problem={told ? true : undefined}>
      <div className="field-head">
        <label htmlFor={id}>{label}{required && <span className="required" title="required">*</span>}</label>
        <span className="field-type" style={{ color: `var(--pin-text-${pinType.family})` }}>{typeName}</span>
        {isSet && fallback !== undefined && !readOnly && (
          <button type="button" className="reset" aria-label={`Reset ${label}`} title={`Back to ${brief(fallback) || "not set"}`} onClick={() => props.onChange(undefined)}>
            <RotateCcw size={12} aria-hidden="true" />
          </button>
        )}
      </div>
      <Control {...props} id={id} onError={setError} />
      {told ? <p className="field-problem" id={`${id}-told`}>{told}</p> : description ? <p className="field-about">{description}</p> : null}
    </div>
  );
}

function Control(props: ValueFieldProps & { id: string; onError(error: string | undefined): void }) {
  const { id, type, value, fallback, choices, readOnly, label, onChange, onError } = props;
  const pinType = parsePinType(type);
  const outside = toText(pinType, value);
  const [text, setText] = useState(outside);
  const [focused, setFocused] = useState(false);
  useEffect(() => { if (!focused) setText(outside); }, [outside, focused]);

  if (choices?.length) {
    const present = formatJson(value ?? fallback ?? null);
    const offers = choices.map((choice) => ({ json: formatJson(choice), text: textOf(choice) }));
    return (
      <select id={id} className="input" disabled={readOnly} value={present} onChange={(event) => onChange(parseJson(event.target.value))}>
        {!offers.some((offer) => offer.json === present) && <option value={present}>choose…</option>}
        {offers.map((offer) => <option key={offer.json} value={offer.json}>{offer.text}</option>)}
      </select>
    );
  }
  if (pinType.family === "bool") {
    const on = (value ?? fallback) === true;
    return (
      <div className="switch-row">
        <Switch.Root id={id} className="switch" checked={on} disabled={readOnly} onCheckedChange={(checked) => onChange(checked)}>
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
        <span>{value === undefined && fallback === undefined ? "not set" : on ? "true" : "false"}</span>
      </div>
    );
  }
  const take = (next: string) => {
    setText(next);
    const parsed = parseText(pinType, next);
    onError(parsed.error);
    if (!parsed.error) onChange(next === "" ? undefined : parsed.value);
  };
  if (pinType.family === "dict" || pinType.family === "list") {
    return <JsonEditor label={label} text={text} readOnly={readOnly} onChange={take} />;
  }
  const shared = {
    id,
    className: "input",
    value: text,
    readOnly,
    placeholder: fallback === undefined || fallback === null ? (value === null ? "null" : "not set") : brief(fallback),
    onFocus: () => setFocused(true),
    onBlur: () => { setFocused(false); onError(undefined); },
    spellCheck: false,
    autoComplete: "off",
  };
  if (pinType.family === "str" && (text.includes("\n") || text.length > 60)) {
    return <textarea {...shared} rows={Math.min(8, text.split("\n").length + 1)} onChange={(event) => take(event.target.value)} />;
  }
  const numeric = pinType.family === "int" || pinType.family === "float" || pinType.family === "number";
  return <input {...shared} inputMode={numeric ? "decimal" : undefined} onChange={(event) => take(event.target.value)} />;
}
