import type { DragEvent } from "react";
import { addNodeAt } from "../state/commands";
import { importFile } from "../state/files";
import { toFlow } from "./viewport";

/** What is dragged from the palette and the variables: a node type, with what its data should say. */
const dragType = "application/x-rayflow-node";

export interface DraggedNode {
  type: string;
  data?: object;
}

export function startNodeDrag(event: DragEvent, node: DraggedNode) {
  event.dataTransfer.setData(dragType, JSON.stringify(node));
  event.dataTransfer.effectAllowed = "copy";
}

/** Dropped on the canvas: a node is added there, a file is imported. */
export function dropOnCanvas(event: DragEvent) {
  event.preventDefault();
  const file = event.dataTransfer.files[0];
  if (file) { void importFile(file); return; }
  const text = event.dataTransfer.getData(dragType);
  if (!text) return;
  const { type, data } = JSON.parse(text) as DraggedNode;
  addNodeAt(type, toFlow({ x: event.clientX - 40, y: event.clientY - 16 }), { data });
}
