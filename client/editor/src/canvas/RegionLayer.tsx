import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { regionsOf } from "../model/regions";
import { useCatalog } from "../state/catalogStore";
import { shownDocument, useEditor } from "../state/editorStore";

const margin = 26;

/** Behind the nodes: what belongs to a loop's body or to a try. */
export function RegionLayer() {
  const document = useEditor(shownDocument);
  const catalog = useCatalog((state) => state.catalog);
  const regions = useMemo(() => regionsOf(document, catalog), [document, catalog]);
  return regions.length === 0 ? null : <Regions regions={regions} />;
}

function Regions({ regions }: { regions: ReturnType<typeof regionsOf> }) {
  const nodes = useEditor((state) => state.nodes);
  const deepest = Math.max(...regions.map((region) => region.depth));
  const boxes = regions.map((region) => {
    const inside = nodes.filter((node) => region.members.has(node.id));
    const owner = nodes.find((node) => node.id === region.owner);
    const label = owner?.type === "flow" ? owner.data.node.data.label || owner.data.descriptor.label : region.owner;
    const pad = margin + (deepest - region.depth) * 14;
    const left = Math.min(...inside.map((node) => node.position.x)) - pad;
    const top = Math.min(...inside.map((node) => node.position.y)) - pad - 14;
    const right = Math.max(...inside.map((node) => node.position.x + (node.measured?.width ?? 200))) + pad;
    const bottom = Math.max(...inside.map((node) => node.position.y + (node.measured?.height ?? 100))) + pad;
    return { region, label, left, top, width: right - left, height: bottom - top, empty: inside.length === 0 };
  });
  return (
    <ViewportPortal>
      {boxes.filter((box) => !box.empty).map(({ region, label, left, top, width, height }) => (
        <div
          key={`${region.owner}|${region.handle}`}
          className={`region-box ${region.kind}`}
          style={{ transform: `translate(${left}px, ${top}px)`, width, height }}
        >
          <span className="region-title">{label} · {region.kind === "loop" ? "each turn" : "try"}</span>
        </div>
      ))}
    </ViewportPortal>
  );
}
