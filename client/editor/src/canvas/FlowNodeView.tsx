import { useUpdateNodeInternals, type NodeProps } from "@xyflow/react";
import { AlertTriangle, Diamond, User, Zap } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { worst } from "../model/diagnostics";
import type { Pin } from "../model/pins";
import { useUi } from "../state/uiStore";
import type { FlowElement, FlowNodeData } from "./elements";
import { NodeIcon } from "./icons";
import { PinView } from "./PinView";
import { RunBadge, RunNote } from "./RunMarks";
import { TurnPicker } from "./TurnPicker";
import { useInstance } from "./useInstance";

/** A node: its header says what it is and how it fared, below it are its pins. */
export const FlowNodeView = memo(function FlowNodeView({ id, data, selected }: NodeProps<FlowElement>) {
  const instance = useInstance(id);
  useMeasuredPins(id, data);
  const { node, descriptor, change } = data;
  const severity = worst(data.problems) ?? (descriptor.broken ? "error" : undefined);
  const label = node.data.label || descriptor.label;
  return (
    <div
      className={`node kind-${descriptor.kind} type-${node.type}`}
      data-selected={selected || undefined}
      data-state={instance?.state}
      data-severity={severity}
      data-change={change}
    >
      <header className="node-head">
        <span className="node-icon"><NodeIcon name={descriptor.icon} /></span>
        <span className="node-label" title={label}>{label}</span>
        {descriptor.origin !== "builtin" && !descriptor.broken && <User className="node-origin" size={12} aria-label="your own node" />}
        {severity && <AlertTriangle className="node-alert" size={13} aria-label={severity} />}
        <KindMark kind={descriptor.kind} />
      </header>
      <span className="far-label" aria-hidden="true">{label}</span>
      {instance && <RunBadge instance={instance} />}
      <PinRows data={data} node={id} />
      {descriptor.exec_outputs.some((handle) => handle === "exec-body") && <TurnPicker owner={id} />}
      {instance && <RunNote instance={instance} />}
    </div>
  );
});

/** Tells React Flow to look for the pins again when there are others than before: a renamed pin changes no size. */
function useMeasuredPins(id: string, { pins }: FlowNodeData) {
  const update = useUpdateNodeInternals();
  const handles = [...pins.inputs, ...pins.outputs].map((pin) => pin.handle).join(" ");
  const measured = useRef(handles);
  useEffect(() => {
    if (measured.current === handles) return;
    measured.current = handles;
    update(id);
  }, [handles, id, update]);
}

function PinRows({ data, node }: { data: FlowNodeData; node: string }) {
  const { pins } = data;
  const far = useUi((state) => state.far);
  const wired = new Set(data.wired.split(" "));
  const marks = new Map(data.pinMarks.split(" ").map((mark) => [mark.slice(0, mark.lastIndexOf(":")), mark.slice(mark.lastIndexOf(":") + 1)]));
  const rows = Math.max(pins.inputs.length, pins.outputs.length);
  const side = (list: Pin[], index: number) => {
    const pin = list[index];
    if (!pin) return <span />;
    const value = pin.side === "in" && !wired.has(pin.handle) ? data.node.data.inputValues?.[pin.label] : undefined;
    return <PinView key={pin.handle} pin={pin} node={node} wired={wired.has(pin.handle)} value={value} mark={marks.get(pin.handle)} far={far} />;
  };
  return (
    <div className="pins">
      {Array.from({ length: rows }, (_, index) => (
        <div className="pin-row" key={index}>
          {side(pins.inputs, index)}
          {side(pins.outputs, index)}
        </div>
      ))}
    </div>
  );
}

function KindMark({ kind }: { kind: string }) {
  if (kind === "pure") return <span className="kind-mark" title="Pure: depends on its inputs alone">ƒ</span>;
  const Icon = kind === "effect" ? Zap : Diamond;
  const title = kind === "effect" ? "Effect: touches the world, and is stored" : "Control: steers the run";
  return <span className="kind-mark" title={title}><Icon size={11} aria-hidden="true" /></span>;
}

