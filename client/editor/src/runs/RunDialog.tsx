import { Play } from "lucide-react";
import { useState, type FormEvent } from "react";
import { apiSchemaOf, startOf } from "../model/document";
import { collectInputs, isRequired, toText } from "../model/inputForm";
import { parsePinType } from "../model/pinTypes";
import { brief } from "../model/values";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { JsonEditor } from "../ui/JsonEditor";
import { Modal } from "../ui/Modal";
import { startRun } from "./actions";

function remembered(name: string): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(`rayflow.inputs.${name}`) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

/** START's inputs as a form, filled with what they were the last time. */
export function RunDialog() {
  const document = useEditor((state) => state.history.present);
  const starting = useRuns((state) => state.starting);
  const schema = apiSchemaOf(startOf(document));
  const name = document.metadata.name;
  const [texts, setTexts] = useState(() => {
    const last = remembered(name);
    const first = ([field, about]: [string, { type: string; default?: unknown }]) =>
      [field, last[field] ?? toText(parsePinType(about.type), about.default)] as const;
    return Object.fromEntries(Object.entries(schema).map(first));
  });
  const [tried, setTried] = useState(false);
  const { inputs, errors } = collectInputs(schema, texts);
  const close = () => useUi.getState().openDialog(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length > 0) return;
    localStorage.setItem(`rayflow.inputs.${name}`, JSON.stringify(texts));
    if (await startRun(inputs)) close();
  };
  const set = (field: string, text: string) => setTexts({ ...texts, [field]: text });
  return (
    <Modal title={`Run ${name}`} description="The inputs of START." onClose={close} width={460}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div className="modal-fields">
          {Object.entries(schema).map(([field, about], index) => {
            const type = parsePinType(about.type);
            const problem = tried || texts[field] ? errors[field] : undefined;
            const large = type.family === "dict" || type.family === "list";
            return (
              <div key={field} className="field" data-problem={problem ? true : undefined}>
                <div className="field-head">
                  <label htmlFor={`run-${field}`}>{field}{isRequired(about) && <span className="required">*</span>}</label>
                  <span className="field-type">{about.type}</span>
                </div>
                {large ? (
                  <JsonEditor label={field} text={texts[field] ?? ""} onChange={(text) => set(field, text)} />
                ) : type.family === "bool" ? (
                  <select id={`run-${field}`} className="input" value={texts[field] ?? ""} onChange={(event) => set(field, event.target.value)}>
                    <option value="">not given</option><option value="true">true</option><option value="false">false</option>
                  </select>
                ) : (
                  <input
                    id={`run-${field}`}
                    className="input"
                    autoFocus={index === 0}
                    value={texts[field] ?? ""}
                    placeholder={about.default === undefined ? "" : brief(about.default)}
                    aria-invalid={problem ? true : undefined}
                    inputMode={type.family === "int" || type.family === "float" ? "decimal" : undefined}
                    autoComplete="off"
                    onChange={(event) => set(field, event.target.value)}
                  />
                )}
                {problem ? <p className="field-problem">{problem}</p> : about.description ? <p className="field-about">{about.description}</p> : null}
              </div>
            );
          })}
        </div>
        <div className="modal-actions">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={starting} icon={<Play size={14} aria-hidden="true" />}>Run</Button>
        </div>
      </form>
    </Modal>
  );
}
