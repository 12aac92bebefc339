import { ReactFlowProvider } from "@xyflow/react";
import { LoaderCircle } from "lucide-react";
import { Tooltip } from "radix-ui";
import { lazy, Suspense } from "react";
import { Canvas } from "./canvas/Canvas";
import { QuickAdd } from "./canvas/QuickAdd";
import type { Instance } from "./model/runState";
import { Dock } from "./panels/Dock";
import { Inspector } from "./panels/inspector/Inspector";
import { Palette } from "./panels/Palette";
import { Toasts } from "./panels/Toasts";
import { Toolbar } from "./panels/Toolbar";
import { Variables } from "./panels/Variables";
import { AwayBanner, ViewBanner } from "./panels/ViewBanner";
import { RunDialog } from "./runs/RunDialog";
import type { KeyQuestion } from "./state/keys";
import type { Conflict } from "./state/saving";
import { useUi } from "./state/uiStore";

const FlowsDialog = lazy(() => import("./panels/FlowsDialog").then((file) => ({ default: file.FlowsDialog })));
const VersionsDialog = lazy(() => import("./panels/VersionsDialog").then((file) => ({ default: file.VersionsDialog })));
const ConflictDialog = lazy(() => import("./panels/ConflictDialog").then((file) => ({ default: file.ConflictDialog })));
const ShortcutsDialog = lazy(() => import("./panels/ShortcutsDialog").then((file) => ({ default: file.ShortcutsDialog })));
const KeyDialog = lazy(() => import("./panels/KeyDialog").then((file) => ({ default: file.KeyDialog })));
const SignalDialog = lazy(() => import("./runs/SignalDialog").then((file) => ({ default: file.SignalDialog })));
const RerunDialog = lazy(() => import("./runs/RerunDialog").then((file) => ({ default: file.RerunDialog })));

export function App() {
  const paletteOpen = useUi((state) => state.paletteOpen);
  const inspectorOpen = useUi((state) => state.inspectorOpen);
  const opening = useUi((state) => state.opening);
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
      <ReactFlowProvider>
        <div className="app">
          <Toolbar />
          <main className="body" inert={opening} aria-busy={opening || undefined}>
            {paletteOpen && <div className="side left"><Palette /><Variables /></div>}
            <div className="centre">
              <div className="stage">
                <Canvas />
                <ViewBanner />
                <AwayBanner />
                {opening && <p className="opening" role="status"><LoaderCircle size={16} className="spin" aria-hidden="true" /> Opening…</p>}
              </div>
              <Dock />
            </div>
            {inspectorOpen && <div className="side right"><Inspector /></div>}
          </main>
        </div>
        <QuickAdd />
        <Dialogs />
        <Toasts />
      </ReactFlowProvider>
    </Tooltip.Provider>
  );
}

function Dialogs() {
  const dialog = useUi((state) => state.dialog);
  const data = useUi((state) => state.dialogData);
  return (
    <Suspense fallback={null}>
      {dialog === "run" && <RunDialog />}
      {dialog === "flows" && <FlowsDialog />}
      {dialog === "versions" && <VersionsDialog />}
      {dialog === "conflict" && <ConflictDialog conflict={data as Conflict} />}
      {dialog === "shortcuts" && <ShortcutsDialog />}
      {dialog === "key" && <KeyDialog question={data as KeyQuestion} />}
      {dialog === "signal" && <SignalDialog name={String(data ?? "")} />}
      {dialog === "rerun" && <RerunDialog instance={data as Instance} />}
    </Suspense>
  );
}
