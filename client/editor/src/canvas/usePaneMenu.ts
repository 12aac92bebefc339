import { useRef, type PointerEvent } from "react";

const rightButton = 2;
// A hand that clicks is not quite still.
const mostMoved = 4;

/**
 * The right button on the empty canvas pans it when it is dragged and opens the menu when it is let go where it was pressed.
 * React Flow keeps the browser's own event from the menu, since on some systems it comes before any drag can be told.
 */
export function usePaneMenu() {
  const pressed = useRef<{ x: number; y: number } | undefined>(undefined);
  const onPointerDownCapture = (event: PointerEvent) => {
    pressed.current = event.button === rightButton && isPane(event.target) ? { x: event.clientX, y: event.clientY } : undefined;
  };
  const onPointerUpCapture = (event: PointerEvent) => {
    const { clientX, clientY } = event;
    const from = pressed.current;
    pressed.current = undefined;
    if (!from || event.button !== rightButton || Math.hypot(clientX - from.x, clientY - from.y) > mostMoved) return;
    event.currentTarget.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX, clientY }));
  };
  return { onPointerDownCapture, onPointerUpCapture };
}

function isPane(target: EventTarget): boolean {
  return target instanceof Element && target.classList.contains("react-flow__pane");
}
