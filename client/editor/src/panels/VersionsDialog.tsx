import { useEffect, useState } from "react";
import { explain } from "../api/problem";
import { listVersions, openFlow, type SavedFlow } from "../api/rayflow";
import { ago } from "../model/values";
import { useEditor } from "../state/editorStore";
import { openSaved } from "../state/opening";
import { compare } from "../state/saving";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { Modal } from "../ui/Modal";

const drawn = "drawn";

/** The versions of this flow: open one, or draw the differences of two. */
export function VersionsDialog() {
  const base = useEditor((state) => state.base);
  const [versions, setVersions] = useState<SavedFlow[]>([]);
  const [before, setBefore] = useState("");
  const [after, setAfter] = useState(drawn);
  const [problem, setProblem] = useState("");
  const name = base?.name ?? "";
  const close = () => useUi.getState().openDialog(null);
  useEffect(() => {
    listVersions(name).then((found) => {
      setVersions(found);
      setBefore(String(found[0]?.version ?? ""));
    }, (error: unknown) => setProblem(explain(error)));
  }, [name]);
  const read = async (which: string) => (which === drawn ? useEditor.getState().history.present : (await openFlow(name, Number(which))).document);
  const show = async () => {
    try {
      const [left, right] = await Promise.all([read(before), read(after)]);
      close();
      compare(left, right, `${name}: ${titleOf(before)} → ${titleOf(after)}`);
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <Modal title={`Versions of ${name}`} onClose={close}>
      {problem && <p className="field-problem">{problem}</p>}
      <ul className="flow-list">
        {versions.map((version) => (
          <li key={version.version}>
            <button type="button" className="flow-row" onClick={() => { close(); void openSaved(name, version.version); }}>
              <span className="flow-row-name">Version {version.version}</span>
              <span className="flow-row-about">{version.description}</span>
              <small>{ago(version.saved_at, Date.now())}</small>
            </button>
          </li>
        ))}
      </ul>
      <div className="compare-row">
        <Choice label="From" value={before} versions={versions} onChange={setBefore} />
        <Choice label="To" value={after} versions={versions} onChange={setAfter} />
        <Button tone="primary" disabled={!before || before === after} onClick={() => void show()}>Compare</Button>
      </div>
    </Modal>
  );
}

function titleOf(which: string): string {
  return which === drawn ? "as drawn" : `version ${which}`;
}

function Choice({ label, value, versions, onChange }: { label: string; value: string; versions: SavedFlow[]; onChange(value: string): void }) {
  return (
    <label className="field">
      <span className="field-head">{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value={drawn}>as drawn now</option>
        {versions.map((version) => <option key={version.version} value={version.version}>version {version.version}</option>)}
      </select>
    </label>
  );
}
