import { getBezierPath, type ConnectionLineComponentProps } from "@xyflow/react";
import { endsOf, pinsIn, refusal } from "../model/connecting";
import { findPin } from "../model/pins";
import { colourOf } from "../model/pinTypes";
import { useCatalog } from "../state/catalogStore";
import { useEditor } from "../state/editorStore";
import type { CanvasNode } from "./elements";

/** The wire under the pointer. Over a pin that refuses it, it says why. */
export function DrawnWire(props: ConnectionLineComponentProps<CanvasNode>) {
  const [path] = getBezierPath({
    sourceX: props.fromX, sourceY: props.fromY, sourcePosition: props.fromPosition,
    targetX: props.toX, targetY: props.toY, targetPosition: props.toPosition, curvature: 0.32,
  });
  const document = useEditor((state) => state.history.present);
  const { catalog, called } = useCatalog.getState();
  const at = (id: string, handle: string | null | undefined) => {
    const node = document.flow.nodes.find((candidate) => candidate.id === id);
    const pin = node && handle ? findPin(pinsIn(document, catalog, node, called), handle) : undefined;
    return pin ? { node: id, pin } : undefined;
  };
  const from = at(props.fromNode.id, props.fromHandle?.id);
  const to = props.toNode ? at(props.toNode.id, props.toHandle?.id) : undefined;
  const why = from && to && props.connectionStatus === "invalid" ? refusal(document, catalog, endsOf(from, to), called) : undefined;
  const exec = from?.pin.type.family === "exec";
  return (
    <g className="drawn-wire" data-status={props.connectionStatus ?? undefined}>
      {exec && <path d={path} className="wire-casing" fill="none" />}
      <path d={path} fill="none" stroke={from ? colourOf(from.pin.type) : undefined} strokeWidth={exec ? 3 : 2.5} />
      <circle cx={props.toX} cy={props.toY} r={4} fill={from ? colourOf(from.pin.type) : undefined} />
      {why && (
        <foreignObject x={props.toX + 14} y={props.toY + 8} width={260} height={90} className="refusal-frame">
          <div className="refusal" role="status">{why}</div>
        </foreignObject>
      )}
    </g>
  );
}
