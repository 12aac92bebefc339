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
}

/** A pin: exec pins are arrows, data pins are dots in the colour of their type, lists are squares. */
export function PinView({ pin, node, wired, value, mark }: PinViewProps) {
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
      <Handle
        id={pin.handle}
        type={input ? "target" : "source"}
        position={input ? Position.Left : Position.Right}
        className={`pin-dot ${shape}`}
        role="img"
        aria-label={`${about}, ${input ? "input" : "output"} of ${node}`}
      />
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
