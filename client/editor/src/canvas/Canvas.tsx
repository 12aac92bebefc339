import { Background, BackgroundVariant, ConnectionMode, MiniMap, ReactFlow, SelectionMode, useStore } from "@xyflow/react";
import { useEffect, type MouseEvent } from "react";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import { CanvasMenu } from "./CanvasMenu";
import { CanvasTools } from "./CanvasTools";
import { CommentView } from "./CommentView";
import { dropOnCanvas } from "./dragging";
import { DrawnWire } from "./DrawnWire";
import type { CanvasEdge, CanvasNode } from "./elements";
import { FarWires } from "./FarWires";
import { FlowNodeView } from "./FlowNodeView";
import { HoverCard } from "./HoverCard";
import { RegionLayer } from "./RegionLayer";
import { useCarrying } from "./useCarrying";
import { usePaneMenu } from "./usePaneMenu";
import { useWiring } from "./useWiring";
import { notePointer, setViewport, toFlow, wholeFlow } from "./viewport";
import { WireView } from "./WireView";

// From this size on only what is in sight is rendered.
const largeFlow = 150;
// A smaller flow is its own overview.
const smallFlow = 30;
const noEdges: CanvasEdge[] = [];

/** What never changes. Panning is for the right and the middle button and the wheel: the left one draws a box. */
const fixed = {
  nodeTypes: { flow: FlowNodeView, comment: CommentView },
  edgeTypes: { wire: WireView },
  connectionLineComponent: DrawnWire,
  connectionMode: ConnectionMode.Strict,
  connectionRadius: 22,
  deleteKeyCode: null,
  selectionKeyCode: "Shift",
  multiSelectionKeyCode: ["Shift", "Meta", "Control"],
  panActivationKeyCode: "Space",
  zoomActivationKeyCode: ["Meta", "Control"],
  selectionOnDrag: true,
  selectionMode: SelectionMode.Partial,
  panOnDrag: [1, 2],
  panOnScroll: true,
  zoomOnDoubleClick: false,
  snapGrid: [10, 10] as [number, number],
  minZoom: 0.05,
  maxZoom: 2.5,
  fitView: true,
  fitViewOptions: wholeFlow,
  elevateNodesOnSelect: false,
  proOptions: { hideAttribution: true },
};

export function Canvas() {
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const readOnly = useEditor((state) => state.view !== undefined);
  const { onNodesChange, onEdgesChange } = useEditor.getState();
  const snap = useUi((state) => state.snap);
  const minimap = useUi((state) => state.minimap);
  const far = useUi((state) => state.far);
  const settling = useUi((state) => state.settling);
  const wiring = useWiring();
  const carrying = useCarrying();
  const paneMenu = usePaneMenu();
  const large = nodes.length > largeFlow;
  return (
    <CanvasMenu>
      <section
        className="canvas"
        aria-label="Canvas"
        aria-busy={settling || undefined}
        {...paneMenu}
        onDrop={dropOnCanvas}
        onDragOver={(event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }}
        onDoubleClick={searchHere}
        onPointerMove={(event) => notePointer({ x: event.clientX, y: event.clientY })}
        onPointerLeave={() => notePointer(undefined)}
      >
        <ReactFlow<CanvasNode, CanvasEdge>
          {...fixed}
          {...wiring}
          {...carrying}
          nodes={nodes}
          edges={far ? noEdges : edges}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onInit={setViewport}
          onlyRenderVisibleElements={large && !far}
          nodesConnectable={!readOnly}
          nodesDraggable={!readOnly}
          snapToGrid={snap}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--grid)" bgColor="var(--canvas)" />
          <Distance large={large} />
          <RegionLayer />
          {far && <FarWires />}
          <HoverCard />
          {/* From far away the canvas is its own overview, and drawing it twice would cost a third of every frame. */}
          {minimap && nodes.length > smallFlow && !far && (
            <MiniMap<CanvasNode> pannable zoomable ariaLabel="Overview of the flow" nodeColor={miniColour} nodeStrokeWidth={0} nodeBorderRadius={6} maskColor="var(--minimap-mask)" bgColor="var(--panel)" />
          )}
          <CanvasTools hasOverview={nodes.length > smallFlow} />
        </ReactFlow>
      </section>
    </CanvasMenu>
  );
}

/** From far away, a large flow's nodes are drawn as plain boxes: their pins could not be told apart anyway. */
function Distance({ large }: { large: boolean }) {
  const far = useStore((state) => large && state.transform[2] < 0.35);
  useEffect(() => {
    document.querySelector(".canvas")?.toggleAttribute("data-far", far);
    useUi.setState({ far });
  }, [far]);
  return null;
}

function searchHere(event: MouseEvent) {
  if (!(event.target as Element).classList.contains("react-flow__pane") || useEditor.getState().view) return;
  const screen = { x: event.clientX, y: event.clientY };
  useUi.getState().openQuickAdd({ screen, flow: toFlow(screen) });
}

function miniColour(node: CanvasNode): string {
  return node.type === "comment" ? "var(--mini-comment)" : `var(--mini-${node.data.descriptor.kind})`;
}
