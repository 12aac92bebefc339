import { useRef, type KeyboardEvent, type PointerEvent } from "react";

interface SplitterProps {
  label: string;
  /** The height in pixels of the part below. */
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
  /** Asked for by a double click. */
  onReset(): void;
}

const step = 16;
const bigStep = 80;

/** The edge between a part and the one below it, moved by the pointer or by the arrow keys (WAI-ARIA window splitter). */
export function Splitter({ label, value, min, max, onChange, onReset }: SplitterProps) {
  const grip = useRef<{ y: number; value: number } | undefined>(undefined);
  const set = (next: number) => onChange(Math.round(Math.max(min, Math.min(max, next))));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { y: event.clientY, value };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (grip.current) set(grip.current.value + grip.current.y - event.clientY);
  };
  const letGo = () => { grip.current = undefined; };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.shiftKey ? bigStep : step;
    const next = { ArrowUp: value + by, ArrowDown: value - by, PageUp: value + bigStep, PageDown: value - bigStep, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  return (
    <div
      className="splitter"
      role="separator"
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
    />
  );
}
