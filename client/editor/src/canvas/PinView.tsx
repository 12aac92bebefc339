import { Handle, Position } from "@xyflow/react";
import { openHandle, type Pin } from "../model/pins";
import { colourOf, formatPinType } from "../model/pinTypes";
import { brief } from "../model/values";

interface PinViewProps {
  pin: Pin;
  node: string;
  wired: boolean;
  /** What an input without a wire was set to. */
  value: unknown;
  mark: string | undefined;
  far: boolean;
}

/** A pin: exec pins are arrows, data pins are dots in the colour of their type, lists are squares. */
export function PinView({ pin, node, wired, value, mark, far }: PinViewProps) {
  const exec = pin.type.family === "exec";
  const type = formatPinType(pin.type);
  const input = pin.side === "in";
  const shape = exec ? "exec" : pin.type.family === "list" ? "list" : pin.type.family === "dict" ? "dict" : "dot";
  const about = exec ? `${pin.handle}` : `${pin.label}: ${type}`;
  return (
    <div
      className={`pin ${pin.side}`}
      data-node={node}
      data-handle={pin.handle}
      data-mark={mark}
      data-open={pin.handle === openHandle || undefined}
      data-error={pin.handle === "exec-error" || undefined}
      data-wired={wired || undefined}
      style={{ "--pin": colourOf(pin.type) } as React.CSSProperties}
      title={pin.description ? `${about}\n${pin.description}` : about}
    >
      {far ? <FarHandle node={node} handle={pin.handle} input={input} shape={shape} /> : (
        <Handle
          id={pin.handle}
          type={input ? "target" : "source"}
          position={input ? Position.Left : Position.Right}
          className={`pin-dot ${shape}`}
          role="img"
          aria-label={`${about}, ${input ? "input" : "output"} of ${node}`}
        />
      )}
      {pin.label && <span className="pin-label">{pin.label}</span>}
      {input && !exec && !wired && <Unwired pin={pin} value={value} />}
    </div>
  );
}

function Unwired({ pin, value }: { pin: Pin; value: unknown }) {
  if (value !== undefined) return <span className="pin-value">{brief(value, 14)}</span>;
  if (pin.required || pin.default === null || pin.default === undefined || pin.handle === openHandle) return null;
  return <span className="pin-value default">{brief(pin.default, 14)}</span>;
}

/**
 * Stands where a handle is, with the marks that React Flow measures wires by. Every handle listens to the canvas' store,
 * which a thousand nodes' worth of them makes slow; from far away none can be used anyway.
 */
function FarHandle({ node, handle, input, shape }: { node: string; handle: string; input: boolean; shape: string }) {
  const side = input ? "left" : "right";
  return (
    <div
      className={`react-flow__handle react-flow__handle-${side} ${input ? "target" : "source"} pin-dot ${shape}`}
      data-handleid={handle}
      data-nodeid={node}
      data-handlepos={side}
    />
  );
}
