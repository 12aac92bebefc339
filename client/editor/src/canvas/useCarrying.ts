import { useMemo, useRef } from "react";
import { commentsOf, type Point } from "../model/document";
import { useEditor } from "../state/editorStore";
import type { CanvasNode } from "./elements";

interface Carried {
  start: Point;
  inside: Map<string, Point>;
}

/** A comment that is dragged takes along the nodes that lie in it. */
export function useCarrying() {
  const carried = useRef<Carried | undefined>(undefined);
  return useMemo(() => ({
    onNodeDragStart(_: unknown, node: CanvasNode) {
      carried.current = node.type === "comment" ? { start: node.position, inside: insideOf(node) } : undefined;
    },
    onNodeDrag: (_: unknown, node: CanvasNode) => carryAlong(carried.current, node, true),
    onNodeDragStop: (_: unknown, node: CanvasNode) => carryAlong(carried.current, node, false),
  }), []);
}

function insideOf(comment: CanvasNode): Map<string, Point> {
  const { nodes, history } = useEditor.getState();
  const frame = commentsOf(history.present).find((candidate) => candidate.id === comment.id);
  if (!frame) return new Map();
  const inside = nodes.filter((node) => {
    const { x, y } = node.position;
    const right = x + (node.measured?.width ?? 0);
    const bottom = y + (node.measured?.height ?? 0);
    return node.id !== comment.id && !node.selected && x >= comment.position.x && y >= comment.position.y
      && right <= comment.position.x + frame.width && bottom <= comment.position.y + frame.height;
  });
  return new Map(inside.map((node) => [node.id, node.position]));
}

function carryAlong(carried: Carried | undefined, comment: CanvasNode, dragging: boolean) {
  if (!carried || carried.inside.size === 0) return;
  const dx = comment.position.x - carried.start.x;
  const dy = comment.position.y - carried.start.y;
  const places = [...carried.inside].map(([id, at]) => ({ id, position: { x: at.x + dx, y: at.y + dy } }));
  if (!dragging) places.push({ id: comment.id, position: comment.position });
  useEditor.getState().onNodesChange(places.map((place) => ({ ...place, type: "position" as const, dragging })));
}
