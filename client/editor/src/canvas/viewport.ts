import type { ReactFlowInstance } from "@xyflow/react";
import type { Point } from "../model/document";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import type { CanvasEdge, CanvasNode } from "./elements";

type Instance = ReactFlowInstance<CanvasNode, CanvasEdge>;

/** How a flow is framed as a whole: regions, badges and the banner of a run need room round the nodes. */
export const wholeFlow = { padding: { x: "28px", top: "62px", bottom: "44px" }, maxZoom: 1.1 } as const;

const mostTries = 60;

let instance: Instance | undefined;
let pointer: Point | undefined;

/** The one canvas of the page, for commands that come from elsewhere. */
export function setViewport(next: Instance) {
  instance = next;
  void fitNew();
}

export function viewport(): Instance | undefined {
  return instance;
}

export function notePointer(at: Point | undefined) {
  pointer = at;
}

function canvasBounds(): DOMRect | undefined {
  return document.querySelector(".canvas")?.getBoundingClientRect();
}

/** Where the pointer is over the canvas, else the canvas' middle; in pixels of the window. */
export function pointerOnScreen(): Point {
  if (pointer) return pointer;
  const bounds = canvasBounds();
  return bounds ? { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 } : { x: 400, y: 300 };
}

export function middleOfCanvas(): Point {
  const bounds = canvasBounds();
  return toFlow(bounds ? { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 } : { x: 400, y: 300 });
}

export function toFlow(screen: Point): Point {
  return instance?.screenToFlowPosition(screen, { snapToGrid: false }) ?? screen;
}

/** Motion is for those who have not asked for less of it. */
export function motion(milliseconds: number): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}

/** Shows all of a flow that has just come onto the canvas. Until its nodes are measured and in place, the canvas says that it is busy. */
export async function fitNew() {
  if (instance && useEditor.getState().nodes.length > 0) {
    useUi.setState({ settling: true });
    await fitWhenMeasured(instance);
  }
  useUi.setState({ settling: false });
}

/** React Flow frames what is measured by then; a node that both flows have is measured before those that are new. */
async function fitWhenMeasured(canvas: Instance) {
  for (let tries = 0; tries < mostTries; tries++) {
    await canvas.fitView(wholeFlow);
    if (useEditor.getState().nodes.every((node) => node.measured?.width)) return;
  }
}

export function fitAll() {
  void instance?.fitView({ ...wholeFlow, duration: motion(250) });
}

export function fitTo(ids: string[]) {
  void instance?.fitView({ nodes: ids.map((id) => ({ id })), padding: 0.6, maxZoom: 1.2, duration: motion(300) });
}

export function zoomBy(direction: 1 | -1) {
  if (direction > 0) void instance?.zoomIn({ duration: motion(150) });
  else void instance?.zoomOut({ duration: motion(150) });
}

export function zoomToOne() {
  void instance?.zoomTo(1, { duration: motion(150) });
}

export function centreOn(id: string) {
  const node = instance?.getInternalNode(id);
  if (!node) return;
  const { x, y } = node.internals.positionAbsolute;
  const zoom = Math.max(instance!.getZoom(), 0.8);
  void instance!.setCenter(x + (node.measured.width ?? 0) / 2, y + (node.measured.height ?? 0) / 2, { zoom, duration: motion(300) });
}

/** Moves the canvas to a node that has just been added, if it is not wholly in sight. */
export function reveal(id: string) {
  requestAnimationFrame(() => {
    const node = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
    const canvas = canvasBounds();
    if (!node || !canvas) return;
    const isInside = node.left >= canvas.left && node.right <= canvas.right && node.top >= canvas.top && node.bottom <= canvas.bottom;
    if (!isInside) centreOn(id);
  });
}
