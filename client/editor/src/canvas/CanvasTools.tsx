import { Panel, useStore } from "@xyflow/react";
import { Grid3x3, Map as MapIcon, Maximize, Minus, Plus } from "lucide-react";
import { IconButton } from "../ui/controls";
import { useUi } from "../state/uiStore";
import { fitAll, zoomBy, zoomToOne } from "./viewport";

/** Zoom, fit, snap and the overview, at the canvas' corner. */
export function CanvasTools({ hasOverview }: { hasOverview: boolean }) {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const snap = useUi((state) => state.snap);
  const minimap = useUi((state) => state.minimap);
  const toggle = useUi((state) => state.toggle);
  return (
    <Panel position="bottom-left" className="canvas-tools">
      <IconButton label="Zoom out" shortcut="−" onClick={() => zoomBy(-1)}><Minus size={15} aria-hidden="true" /></IconButton>
      <button type="button" className="zoom-level" aria-label={`Zoom ${zoom} percent, set to 100`} onClick={zoomToOne}>{zoom}%</button>
      <IconButton label="Zoom in" shortcut="+" onClick={() => zoomBy(1)}><Plus size={15} aria-hidden="true" /></IconButton>
      <span className="tool-gap" />
      <IconButton label="Fit to view" shortcut="F" onClick={fitAll}><Maximize size={14} aria-hidden="true" /></IconButton>
      <IconButton label="Snap to grid" aria-pressed={snap} onClick={() => toggle("snap")}><Grid3x3 size={14} aria-hidden="true" /></IconButton>
      {hasOverview && <IconButton label="Overview" aria-pressed={minimap} onClick={() => toggle("minimap")}><MapIcon size={14} aria-hidden="true" /></IconButton>}
    </Panel>
  );
}
