import {
  CheckCheck, ChevronDown, Circle, CircleHelp, Download, Moon, PanelLeft, PanelRight, Pause, Play, Redo2, Save, Square, Sun, Undo2, Upload, Workflow,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { hasEnded } from "../model/runState";
import { beginRun, whyNoRun } from "../runs/actions";
import { layOut } from "../state/commands";
import { chooseFile, exportFile } from "../state/files";
import { isDirty, useEditor } from "../state/editorStore";
import { askAgain } from "../state/keys";
import { useRuns } from "../state/runStore";
import { newFlow } from "../state/opening";
import { save } from "../state/saving";
import { useUi } from "../state/uiStore";
import { validateNow } from "../state/validation";
import { Button, Hint, IconButton } from "../ui/controls";

export function Toolbar() {
  const readOnly = useEditor((state) => state.view !== undefined);
  return (
    <header className="toolbar">
      <div className="toolbar-part">
        <IconButton label="Palette and variables" className="panel-toggle" onClick={() => useUi.getState().toggle("paletteOpen")}><PanelLeft size={16} aria-hidden="true" /></IconButton>
        <span className="logo" aria-label="RayFlow" role="img"><Workflow size={17} aria-hidden="true" /></span>
        <FlowName readOnly={readOnly} />
        <FlowMenu />
      </div>
      <div className="toolbar-part">
        <UndoRedo readOnly={readOnly} />
        <span className="toolbar-line" />
        <IconButton label="Auto layout" shortcut="L" disabled={readOnly} onClick={() => void layOut()}><Workflow size={16} aria-hidden="true" /></IconButton>
        <IconButton label="Import" hint="Import a flow from a file" onClick={chooseFile}><Upload size={16} aria-hidden="true" /></IconButton>
        <IconButton label="Export" hint="Export as JSON" onClick={exportFile}><Download size={16} aria-hidden="true" /></IconButton>
      </div>
      <div className="toolbar-part end">
        <ThemeButton />
        <IconButton label="Keyboard shortcuts" shortcut="?" onClick={() => useUi.getState().openDialog("shortcuts")}><CircleHelp size={16} aria-hidden="true" /></IconButton>
        <IconButton label="Inspector panel" onClick={() => useUi.getState().toggle("inspectorOpen")}><PanelRight size={16} aria-hidden="true" /></IconButton>
        <span className="toolbar-line" />
        <ValidateButton />
        <SaveButton readOnly={readOnly} />
        <RunButtons />
      </div>
    </header>
  );
}

function FlowName({ readOnly }: { readOnly: boolean }) {
  const name = useEditor((state) => state.history.present.metadata.name);
  const dirty = useEditor(isDirty);
  const saved = useEditor((state) => state.base !== undefined);
  const version = useEditor((state) => (state.base?.name === state.history.present.metadata.name ? state.base.version : undefined));
  const edit = useEditor((state) => state.edit);
  return (
    <div className="flow-name">
      <input
        aria-label="Flow name"
        value={name}
        readOnly={readOnly}
        spellCheck={false}
        style={{ width: `${Math.max(6, Math.min(name.length, 28)) + 1.5}ch` }}
        onChange={(event) => edit("rename the flow", (document) => ({ ...document, metadata: { ...document.metadata, name: event.target.value } }), "flow-name")}
      />
      {version !== undefined && <span className="badge version" role="img" aria-label={`Version ${version}`} title="The version on the server that this was made from">v{version}</span>}
      {dirty && <span className="dirty" role="img" aria-label="Not saved" title={saved ? "Changed since it was saved. A draft is kept in this browser." : "Not saved yet. A draft is kept in this browser."}><Circle size={8} aria-hidden="true" /></span>}
    </div>
  );
}

function FlowMenu() {
  const ui = useUi.getState();
  const hasBase = useEditor((state) => state.base !== undefined);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label="Flow menu"><ChevronDown size={15} aria-hidden="true" /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <Item onSelect={() => void newFlow()}>New flow</Item>
          <Item keys="Ctrl O" onSelect={() => ui.openDialog("flows")}>Open…</Item>
          <DropdownMenu.Separator className="menu-line" />
          <Item disabled={!hasBase} onSelect={() => ui.openDialog("versions")}>Versions and differences…</Item>
          <DropdownMenu.Separator className="menu-line" />
          <Item onSelect={chooseFile}>From a file…</Item>
          <Item onSelect={exportFile}>To a file</Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ children, keys, ...rest }: { children: ReactNode; keys?: string; disabled?: boolean; onSelect(): void }) {
  return (
    <DropdownMenu.Item className="menu-item" {...rest}>
      <span>{children}</span>
      {keys && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
}

function UndoRedo({ readOnly }: { readOnly: boolean }) {
  const last = useEditor((state) => state.history.past.at(-1)?.label);
  const next = useEditor((state) => state.history.future[0]?.label);
  const { undo, redo } = useEditor.getState();
  return (
    <>
      <IconButton label="Undo" hint={last ? `Undo: ${last}` : "Nothing to undo"} shortcut="Ctrl Z" disabled={!last || readOnly} onClick={undo}><Undo2 size={16} aria-hidden="true" /></IconButton>
      <IconButton label="Redo" hint={next ? `Redo: ${next}` : "Nothing to redo"} shortcut="Ctrl Y" disabled={!next || readOnly} onClick={redo}><Redo2 size={16} aria-hidden="true" /></IconButton>
    </>
  );
}

function ThemeButton() {
  const theme = useUi((state) => state.theme);
  const light = document.documentElement.dataset.theme === "light";
  return (
    <IconButton label="Change theme" hint={light ? "Dark theme" : "Light theme"} data-theme-choice={theme} onClick={() => useUi.getState().setTheme(light ? "dark" : "light")}>
      {light ? <Moon size={16} aria-hidden="true" /> : <Sun size={16} aria-hidden="true" />}
    </IconButton>
  );
}

function ValidateButton() {
  const status = useEditor(({ validation, history }) => (validation.status === "done" && validation.of !== history.present ? "checking" : validation.status));
  const errors = useEditor((state) => state.validation.diagnostics.filter((entry) => entry.severity === "error").length);
  const validate = () => { askAgain(); useUi.getState().showDock("problems"); void validateNow(); };
  return (
    <Button className="validate" onClick={validate} data-state={status === "done" ? (errors ? "error" : "ok") : status} icon={<CheckCheck size={15} aria-hidden="true" />}>
      Validate
    </Button>
  );
}

function SaveButton({ readOnly }: { readOnly: boolean }) {
  const dirty = useEditor(isDirty);
  return (
    <Hint text={dirty ? "Save a new version" : "Everything is saved"} shortcut="Ctrl S">
      <Button disabled={readOnly} data-clean={!dirty || undefined} onClick={() => void save()} icon={<Save size={15} aria-hidden="true" />}>Save</Button>
    </Hint>
  );
}

function RunButtons() {
  const runId = useRuns((state) => state.runId);
  const status = useRuns((state) => (hasEnded(state.live.status) ? state.live.status : (state.run?.status ?? state.live.status)));
  const command = useRuns((state) => state.command);
  const going = runId !== undefined && !hasEnded(status);
  return (
    <div className="run-buttons">
      {going && <PauseButton />}
      <IconButton label="Stop" hint={going ? "Stop the run" : "No run is going on"} shortcut={going ? "Ctrl ." : undefined} className="stop" disabled={!going} onClick={() => void command("cancel")}>
        <Square size={14} aria-hidden="true" fill="currentColor" />
      </IconButton>
      <RunButton going={going} />
    </div>
  );
}

function PauseButton() {
  const paused = useRuns((state) => state.live.status === "paused");
  const command = useRuns((state) => state.command);
  return paused
    ? <Button onClick={() => void command("resume")} icon={<Play size={14} aria-hidden="true" />}>Resume</Button>
    : <Button onClick={() => void command("pause")} icon={<Pause size={14} aria-hidden="true" />}>Pause</Button>;
}

function RunButton({ going }: { going: boolean }) {
  const starting = useRuns((state) => state.starting);
  useUi((state) => state.away);
  const refused = useEditor(() => whyNoRun());
  const why = going ? "A run is going on. Stop it, or wait for its end." : refused;
  return (
    <Hint text={why ?? "Run the flow as it is drawn"} shortcut={why ? undefined : "Ctrl ⏎"}>
      <Button
        tone="primary"
        aria-disabled={why || starting ? true : undefined}
        aria-describedby={why ? "why-no-run" : undefined}
        onClick={() => void (why ? useUi.getState().showDock(going ? "details" : "problems") : beginRun())}
        icon={<Play size={14} aria-hidden="true" fill="currentColor" />}
      >
        Run
        {why && <span id="why-no-run" hidden>{why}</span>}
      </Button>
    </Hint>
  );
}
