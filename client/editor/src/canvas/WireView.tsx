import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { shownInstance } from "../model/frames";
import { brief } from "../model/values";
import { wireState, type WireState } from "../model/wireState";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import type { CanvasEdge } from "./elements";

// A value on every wire is helpful on a flow that can be read, and noise on one that cannot.
const mostLabels = 150;
const labelLimits = { least: 26, most: 150, margin: 22 };

/** A wire in its type's colour; in a run it shows whether anything went through, and what. */
export const WireView = memo(function WireView(props: EdgeProps<CanvasEdge>) {
  const { data, selected } = props;
  const state = useWire(data?.edge);
  const readable = useEditor((editor) => editor.edges.length <= mostLabels);
  const [path, x, y] = props.source === props.target ? loopPath(props) : getBezierPath({ ...props, curvature: 0.32 });
  if (!data) return null;
  // A label stays between its two nodes; where there is no room for one, the wire shows it when it is chosen.
  const room = selected ? labelLimits.most : Math.min(labelLimits.most, props.targetX - props.sourceX - labelLimits.margin);
  const showValue = state?.hasValue && (selected || (readable && room >= labelLimits.least));
  return (
    <>
      {data.exec && <path d={path} className="wire-casing" data-fate={state?.fate} fill="none" />}
      <BaseEdge
        path={path}
        style={props.style}
        interactionWidth={18}
        className={`wire ${data.exec ? "exec" : "data"}`}
        data-fate={state?.fate}
        data-severity={data.severity}
        data-change={data.change}
        data-selected={selected || undefined}
      />
      {state?.fate === "flowing" && <path d={path} className="wire-flow" fill="none" />}
      {(showValue || (data.problem && selected)) && (
        <EdgeLabelRenderer>
          <div className={`wire-label ${data.problem && !showValue ? "problem" : ""}`} style={{ maxWidth: data.problem && !showValue ? undefined : room, transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
            {showValue ? brief(state.value, 18) : data.problem}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A wire from a node to itself goes round below it. */
function loopPath({ sourceX, sourceY, targetX, targetY }: EdgeProps): [string, number, number] {
  const reach = 70;
  const depth = 150;
  const path = `M${sourceX},${sourceY} C${sourceX + reach},${sourceY + depth} ${targetX - reach},${targetY + depth} ${targetX},${targetY}`;
  return [path, (sourceX + targetX) / 2, (sourceY + targetY) / 2 + depth * 0.75];
}

function useWire(edge: NonNullable<EdgeProps<CanvasEdge>["data"]>["edge"] | undefined): WireState | undefined {
  const source = useRuns((state) => (state.runId && edge ? shownInstance(state.shown, edge.source, state.turns) : undefined));
  const target = useRuns((state) => (state.runId && edge ? shownInstance(state.shown, edge.target, state.turns) : undefined));
  const running = useRuns((state) => state.runId !== undefined);
  return running && edge ? wireState(edge, source, target) : undefined;
}
