import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { isExec } from "../model/document";
import { shownInstance } from "../model/frames";
import { colourOf } from "../model/pinTypes";
import { wireState } from "../model/wireState";
import { useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";
import type { CanvasEdge, CanvasNode } from "./elements";

/**
 * The wires of a large flow from far away: one path for each colour in place of an element for each wire, from the
 * middle of a node's side to the middle of another's.
 */
export function FarWires() {
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const run = useRuns((state) => (state.runId ? state.shown : undefined));
  const turns = useRuns((state) => state.turns);
  const fates = useMemo(() => {
    if (!run) return undefined;
    const shown = (id: string) => shownInstance(run, id, turns);
    return new Map(edges.map((edge) => [edge.id, edge.data ? wireState(edge.data.edge, shown(edge.source), shown(edge.target)).fate : "pending"]));
  }, [run, turns, edges]);
  const paths = useMemo(() => pathsOf(nodes, edges, fates), [nodes, edges, fates]);
  return (
    <ViewportPortal>
      <svg className="far-wires" aria-hidden="true">
        {[...paths].map(([key, { colour, d }]) => <path key={key} d={d} stroke={colour} fill="none" />)}
      </svg>
    </ViewportPortal>
  );
}

type Fates = ReadonlyMap<string, string> | undefined;

function pathsOf(nodes: readonly CanvasNode[], edges: readonly CanvasEdge[], fates: Fates): Map<string, { colour: string; d: string }> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map<string, { colour: string; list: string[] }>();
  for (const edge of edges) {
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    if (!source || !target) continue;
    const colour = colourFor(edge, fates?.get(edge.id));
    const part = parts.get(colour) ?? { colour, list: [] };
    part.list.push(curve(source, target));
    parts.set(colour, part);
  }
  return new Map([...parts].map(([key, { colour, list }]) => [key, { colour, d: list.join("") }]));
}

function colourFor(edge: CanvasEdge, fate: string | undefined): string {
  if (edge.data?.severity) return `var(--${edge.data.severity})`;
  if (fate === "dead" || fate === "pending") return "var(--line-strong)";
  if (fate === "live" || fate === "flowing") return "var(--success)";
  return isExec(edge.sourceHandle ?? "") ? "var(--far-exec)" : colourOf(edge.data!.type);
}

function curve(source: CanvasNode, target: CanvasNode): string {
  const x1 = Math.round(source.position.x + (source.measured?.width ?? 160));
  const y1 = Math.round(source.position.y + (source.measured?.height ?? 100) / 2);
  const x2 = Math.round(target.position.x);
  const y2 = Math.round(target.position.y + (target.measured?.height ?? 100) / 2);
  const reach = Math.round(Math.max(30, Math.min(Math.abs(x2 - x1) / 2, 200)));
  return `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${x2} ${y2}`;
}
