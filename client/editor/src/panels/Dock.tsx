import { ChevronDown, ChevronUp } from "lucide-react";
import { Tabs } from "radix-ui";
import { useLayoutEffect, useRef, type CSSProperties } from "react";
import { StateIcon } from "../canvas/RunMarks";
import { hasEnded } from "../model/runState";
import { RunDetails } from "../runs/RunDetails";
import { RunsList } from "../runs/RunsList";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import { useUi, type DockTab } from "../state/uiStore";
import { IconButton } from "../ui/controls";
import { Splitter } from "../ui/Splitter";
import { Problems } from "./Problems";
import { useDockHeight } from "./useDockHeight";

/** Below the canvas: problems, the list of runs, and the run that is shown. */
export function Dock() {
  const open = useUi((state) => state.dockOpen);
  const hasRun = useRuns((state) => state.runId !== undefined);
  // Without a run there is no result to show.
  const tab = useUi((state) => (state.dockTab === "details" && !hasRun ? "problems" : state.dockTab));
  const { showDock, setDockHeight, toggle } = useUi.getState();
  const diagnostics = useEditor((state) => state.validation.diagnostics);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const height = useDockHeight();
  const dock = useRef<HTMLDivElement>(null);
  // What floats above the panel needs to know how high it is.
  useLayoutEffect(() => { document.documentElement.style.setProperty("--dock", `${dock.current?.offsetHeight ?? 0}px`); }, [open, height.value]);
  const choose = (next: DockTab) => (open && next === tab ? toggle("dockOpen") : showDock(next));
  return (
    <Tabs.Root ref={dock} className="dock" data-open={open || undefined} value={tab} activationMode="manual" style={{ "--dock-height": `${height.value}px` } as CSSProperties}>
      {open && <Splitter label="Height of the panel" {...height} onChange={setDockHeight} onReset={() => setDockHeight(undefined)} />}
      <div className="dock-head">
        <Tabs.List className="dock-tabs" aria-label="Below the canvas">
          <Tabs.Trigger className="dock-tab" value="problems" onClick={() => choose("problems")}>
            Problems{diagnostics.length > 0 && <span className={`count ${errors ? "error" : "warning"}`}>{diagnostics.length}</span>}
          </Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="runs" onClick={() => choose("runs")}>Runs</Tabs.Trigger>
          {hasRun && <Tabs.Trigger className="dock-tab" value="details" onClick={() => choose("details")}>Result</Tabs.Trigger>}
        </Tabs.List>
        <div className="dock-status">
          {(!open || tab !== "problems") && <ProblemsInShort errors={errors} warnings={diagnostics.length - errors} />}
          {(!open || tab !== "runs") && <RunsInShort />}
        </div>
        <IconButton label={open ? "Hide the panel" : "Show the panel"} onClick={() => toggle("dockOpen")}>
          {open ? <ChevronDown size={15} aria-hidden="true" /> : <ChevronUp size={15} aria-hidden="true" />}
        </IconButton>
      </div>
      {open && (
        <>
          <Tabs.Content className="dock-body" value="problems" tabIndex={-1}><Problems /></Tabs.Content>
          <Tabs.Content className="dock-body" value="runs" tabIndex={-1}><RunsList /></Tabs.Content>
          {hasRun && <Tabs.Content className="dock-body" value="details" tabIndex={-1}><RunDetails /></Tabs.Content>}
        </>
      )}
    </Tabs.Root>
  );
}

/** What the panels that are not open would tell first; they are the same regions, in short. */
function ProblemsInShort({ errors, warnings }: { errors: number; warnings: number }) {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const told = [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(", ");
  return <section aria-label="Problems" className={errors ? "error" : undefined}>{told || "no problems"}</section>;
}

function RunsInShort() {
  const runId = useRuns((state) => state.runId);
  const status = useRuns((state) => (hasEnded(state.live.status) ? state.live.status : (state.run?.status ?? state.live.status)));
  return <section aria-label="Runs">{runId ? <><StateIcon state={status} /> {status}</> : "no run is shown"}</section>;
}
