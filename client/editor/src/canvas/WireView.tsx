import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { shownInstance } from "../model/frames";
import { isNumber } from "../model/json";
import { brief } from "../model/values";
import { wireState, type WireState } from "../model/wireState";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import type { CanvasEdge } from "./elements";

// A value on every wire is helpful on a flow that can be read, and noise on one that cannot.
const mostLabels = 150;
const labelLimits = { least: 44, most: 130, margin: 22 };
const labelPadding = 16;
const letterWidth = 7;

/** A wire in its type's colour; in a run it shows whether anything went through, and what. */
export const WireView = memo(function WireView(props: EdgeProps<CanvasEdge>) {
  const { data, selected } = props;
  const state = useWire(data?.edge);
  const readable = useEditor((editor) => editor.edges.length <= mostLabels);
  const isFirst = useEditor((editor) => readable && firstOfPin(editor.edges, props)?.id === props.id);
  const [path, x, y] = props.source === props.target ? loopPath(props) : getBezierPath({ ...props, curvature: 0.32 });
  if (!data) return null;
  // The value is beside the pin that it came from, once for all its wires, and in front of the next node.
  const value = state?.hasValue ? brief(state.value, 18) : "";
  const whole = value.length * letterWidth + labelPadding;
  const isCuttable = !isNumber(state?.value);
  const most = isCuttable ? labelLimits.most : Math.max(labelLimits.most, whole);
  const room = selected || props.targetX < props.sourceX ? most : Math.min(most, props.targetX - props.sourceX - labelLimits.margin);
  const fits = room >= (isCuttable ? Math.min(labelLimits.least, whole) : whole);
  const showValue = state?.hasValue && (selected || (readable && isFirst && fits));
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
      {showValue && (
        <EdgeLabelRenderer>
          <div className="wire-label" style={{ maxWidth: room, transform: `translate(${props.sourceX + labelLimits.margin / 2}px, ${props.sourceY}px) translateY(-50%)` }}>{value}</div>
        </EdgeLabelRenderer>
      )}
      {!showValue && data.problem && selected && (
        <EdgeLabelRenderer>
          <div className="wire-label problem" style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>{data.problem}</div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A pin's wires carry the same value, so the first of them shows it. */
function firstOfPin(edges: readonly CanvasEdge[], { source, sourceHandleId }: EdgeProps): CanvasEdge | undefined {
  return edges.find((edge) => edge.source === source && edge.sourceHandle === sourceHandleId);
}

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
