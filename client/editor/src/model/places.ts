import type { Point } from "./document";

interface Rectangle extends Point {
  width: number;
  height: number;
}

const gap = 24;
const step = 40;
const mostSteps = 200;
const directions = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]] as const;

/** The place nearest to the wanted one, on a grid of 40, where a box overlaps none of the others and keeps 24 away from them. */
export function freePlace(taken: readonly Rectangle[], wanted: Rectangle): Point {
  const isFree = ({ x, y }: Point) => taken.every((box) =>
    x + wanted.width + gap <= box.x || box.x + box.width + gap <= x || y + wanted.height + gap <= box.y || box.y + box.height + gap <= y);
  for (let distance = 0; distance < mostSteps; distance++) {
    for (const [dx, dy] of directions) {
      const at = { x: wanted.x + dx * distance * step, y: wanted.y + dy * distance * step };
      if (isFree(at)) return at;
    }
  }
  return { x: wanted.x, y: wanted.y };
}
