import { freeName } from "../model/naming";
import { useEditor } from "../state/editorStore";
import { openSaved } from "../state/opening";
import { compare, save, type Conflict } from "../state/saving";
import { useUi } from "../state/uiStore";
import { Button } from "../ui/controls";
import { Modal } from "../ui/Modal";

/** Somebody else saved in between: the person chooses whose version counts. */
export function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const close = () => useUi.getState().openDialog(null);
  const name = useEditor((state) => state.history.present.metadata.name);
  const overwrite = () => { close(); void save(conflict.etag ?? "any"); };
  const takeTheirs = () => { close(); void openSaved(name); };
  const see = () => { close(); compare(conflict.theirs, useEditor.getState().history.present, `${name}: theirs → mine`); };
  const copy = async () => {
    close();
    const next = freeName(name, new Set([name]));
    useEditor.getState().edit("rename the flow", (document) => ({ ...document, metadata: { ...document.metadata, name: next } }));
    await save();
  };
  return (
    <Modal title="Somebody else saved this flow" description={`“${name}” has a newer version than the one that you opened. Nothing of either is lost: every save is a version.`} onClose={close} width={500}>
      <div className="choices">
        <Choice title="Keep mine" text="Yours becomes the newest version." onClick={overwrite} primary />
        <Choice title="Take theirs" text="Opens the newest version. Yours is kept in this browser, under Open." onClick={takeTheirs} />
        <Choice title="See the differences" text="Draws both on the canvas; decide afterwards." onClick={see} />
        <Choice title="Keep both" text="Yours is saved under another name." onClick={() => void copy()} />
      </div>
      <div className="modal-actions"><Button onClick={close}>Cancel</Button></div>
    </Modal>
  );
}

function Choice({ title, text, primary, onClick }: { title: string; text: string; primary?: boolean; onClick(): void }) {
  return (
    <button type="button" className="choice" data-primary={primary || undefined} onClick={onClick}>
      <strong>{title}</strong>
      <span>{text}</span>
    </button>
  );
}
