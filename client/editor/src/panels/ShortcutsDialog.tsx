import { useUi } from "../state/uiStore";
import { Modal } from "../ui/Modal";

const groups: [string, [string, string][]][] = [
  ["Draw", [
    ["/ or double-click", "Search nodes where the pointer is"], ["Tab, arrows", "Go from node to node, move the chosen ones"], ["Enter", "Choose what has the focus"],
    ["C", "Comment, around what is chosen"], ["L", "Auto layout"], ["Del", "Delete"], ["Ctrl D", "Duplicate"], ["Ctrl A", "Select all"],
    ["Ctrl C, X, V", "Copy, cut, paste; as JSON, also between windows"],
  ]],
  ["Look", [
    ["F", "Fit everything"], ["1", "Zoom to 100%"], ["+ and −", "Zoom"], ["Wheel", "Move the canvas; with Ctrl zoom"], ["Right or middle drag", "Move the canvas"],
    ["Drag", "Select with a box"], ["Shift click", "Add to what is chosen"],
  ]],
  ["Flow", [
    ["Ctrl ⏎", "Run"], ["Ctrl .", "Stop"], ["Ctrl S", "Save"], ["Ctrl O", "Open"], ["Ctrl Z, Ctrl Y", "Undo, redo"], ["[ and ]", "Step a run back and forward"], ["?", "This sheet"], ["Esc", "Let go, close, leave a run"],
  ]],
];

export function ShortcutsDialog() {
  return (
    <Modal title="Keyboard shortcuts" onClose={() => useUi.getState().openDialog(null)} width={760}>
      <div className="shortcuts">
        {groups.map(([title, keys]) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>{keys.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
