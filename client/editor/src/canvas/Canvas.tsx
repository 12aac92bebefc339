import {
  Background, BackgroundVariant, ConnectionMode, MiniMap, ReactFlow, SelectionMode, useStore,
  type Connection, type FinalConnectionState, type OnConnectStartParams,
} from "@xyflow/react";
import { useCallback, useEffect, useRef, type DragEvent, type MouseEvent } from "react";
import { endsOf, matchingPin, pinsIn, refusal, refusalBetween } from "../model/connecting";
import { commentsOf, type Point } from "../model/document";
import { connect, reconnect, type Ends } from "../model/edits";
import { findPin, type Pin } from "../model/pins";
import { useCatalog } from "../state/catalogStore";
import { addNodeAt, deleteWire, importFile } from "../state/commands";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import { CanvasMenu } from "./CanvasMenu";
import { CanvasTools } from "./CanvasTools";
import { CommentView } from "./CommentView";
import { DrawnWire } from "./DrawnWire";
import { FlowNodeView } from "./FlowNodeView";
import { HoverCard } from "./HoverCard";
import { RegionLayer } from "./RegionLayer";
import { WireView } from "./WireView";
import type { CanvasEdge, CanvasNode } from "./elements";
import { notePointer, setViewport, toFlow } from "./viewport";

const nodeTypes = { flow: FlowNodeView, comment: CommentView };
const edgeTypes = { wire: WireView };
const snapGrid: [number, number] = [10, 10];
const panButtons = [1, 2];
// From this size on only what is in sight is rendered.
const largeFlow = 150;
export const dragType = "application/x-rayflow-node";

function pinAt(node: string, handle: string | null | undefined): { node: string; pin: Pin } | undefined {
  const { catalog, called } = useCatalog.getState();
  const document = useEditor.getState().history.present;
  const found = document.flow.nodes.find((candidate) => candidate.id === node);
  const pin = found && handle ? findPin(pinsIn(document, catalog, found, called), handle) : undefined;
  return pin ? { node, pin } : undefined;
}

function complete(connection: Connection | CanvasEdge): Ends | undefined {
  const { source, sourceHandle, target, targetHandle } = connection;
  return sourceHandle && targetHandle ? { source, sourceHandle, target, targetHandle } : undefined;
}

function whyNot(ends: Ends): string | undefined {
  const { catalog, called } = useCatalog.getState();
  return refusal(useEditor.getState().history.present, catalog, ends, called);
}

/** Fades every pin that the wire being drawn cannot end at. Done on the elements: a thousand nodes need not render for it. */
function fadePins(from: { node: string; pin: Pin } | undefined) {
  for (const element of document.querySelectorAll<HTMLElement>(".pin")) {
    if (!from) { element.removeAttribute("data-faded"); continue; }
    const { node, handle } = element.dataset;
    if (node === from.node && handle === from.pin.handle) continue;
    const pin = pinAt(node!, handle);
    const refused = !pin || (node === from.node && handle !== "input-collect") || orderedRefusal(from.pin, pin.pin) !== undefined;
    element.toggleAttribute("data-faded", refused);
  }
}

function orderedRefusal(a: Pin, b: Pin): string | undefined {
  return a.side === "out" ? refusalBetween(a, b) : refusalBetween(b, a);
}

export function Canvas() {
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const readOnly = useEditor((state) => state.view !== undefined);
  const { onNodesChange, onEdgesChange } = useEditor.getState();
  const snap = useUi((state) => state.snap);
  const minimap = useUi((state) => state.minimap);
  const far = useUi((state) => state.far);
  const carried = useRef<{ start: Point; inside: Map<string, Point> } | undefined>(undefined);

  const onConnect = useCallback((connection: Connection) => {
    const ends = complete(connection);
    if (ends) useEditor.getState().edit("connect", (document) => connect(document, ends));
  }, []);

  const onConnectStart = useCallback((_: unknown, { nodeId, handleId }: OnConnectStartParams) => {
    fadePins(nodeId ? pinAt(nodeId, handleId) : undefined);
  }, []);

  const onConnectEnd = useCallback((event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) => {
    fadePins(undefined);
    if (state.isValid || !state.fromNode || !state.fromHandle?.id) return;
    const from = pinAt(state.fromNode.id, state.fromHandle.id);
    if (!from) return;
    if (state.toHandle?.id && state.toNode) {
      const to = pinAt(state.toNode.id, state.toHandle.id);
      const why = to && !(to.node === from.node && to.pin === from.pin) ? whyNot(endsOf(from, to)) : undefined;
      if (why) useUi.getState().toast("error", why);
      return;
    }
    const point = "changedTouches" in event ? event.changedTouches[0]! : event;
    const over = document.elementFromPoint(point.clientX, point.clientY)?.closest<HTMLElement>(".react-flow__node-flow");
    if (over?.dataset.id) dropOnNode(from, over.dataset.id);
    else {
      const screen = { x: point.clientX, y: point.clientY };
      useUi.getState().openQuickAdd({ screen, flow: toFlow(screen), from: { node: from.node, handle: from.pin.handle } });
    }
  }, []);

  const isValidConnection = useCallback((connection: Connection | CanvasEdge) => {
    const ends = complete(connection);
    return ends !== undefined && whyNot(ends) === undefined;
  }, []);

  const onReconnect = useCallback((old: CanvasEdge, connection: Connection) => {
    const ends = complete(connection);
    if (ends) useEditor.getState().edit("move a wire", (document) => reconnect(document, old.id, ends));
  }, []);

  const onReconnectEnd = useCallback((_: unknown, edge: CanvasEdge, __: unknown, state: FinalConnectionState) => {
    fadePins(undefined);
    if (!state.isValid && !state.toHandle) deleteWire(edge.id);
  }, []);

  const onDoubleClick = useCallback((event: MouseEvent) => {
    if (!(event.target as Element).classList.contains("react-flow__pane") || useEditor.getState().view) return;
    const screen = { x: event.clientX, y: event.clientY };
    useUi.getState().openQuickAdd({ screen, flow: toFlow(screen) });
  }, []);

  const onDrop = useCallback((event: DragEvent) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) { void importFile(file); return; }
    const text = event.dataTransfer.getData(dragType);
    if (!text) return;
    const { type, data } = JSON.parse(text) as { type: string; data?: object };
    const at = toFlow({ x: event.clientX - 40, y: event.clientY - 16 });
    addNodeAt(type, at, { data });
  }, []);

  const onNodeDragStart = useCallback((_: unknown, node: CanvasNode) => {
    carried.current = node.type === "comment" ? { start: node.position, inside: insideOf(node) } : undefined;
  }, []);

  const onNodeDrag = useCallback((_: unknown, node: CanvasNode) => carryAlong(carried.current, node, true), []);
  const onNodeDragStop = useCallback((_: unknown, node: CanvasNode) => carryAlong(carried.current, node, false), []);

  return (
    <CanvasMenu>
      <section
        className="canvas"
        aria-label="Canvas"
        onDrop={onDrop}
        onDragOver={(event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }}
        onDoubleClick={onDoubleClick}
        onPointerMove={(event) => notePointer({ x: event.clientX, y: event.clientY })}
        onPointerLeave={() => notePointer(undefined)}
      >
        <ReactFlow<CanvasNode, CanvasEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onConnectStart={onConnectStart}
          onConnectEnd={onConnectEnd}
          isValidConnection={isValidConnection}
          onReconnect={onReconnect}
          onReconnectStart={() => undefined}
          onReconnectEnd={onReconnectEnd}
          onNodeDragStart={onNodeDragStart}
          onNodeDrag={onNodeDrag}
          onNodeDragStop={onNodeDragStop}
          onInit={setViewport}
          onlyRenderVisibleElements={nodes.length > largeFlow && !far}
          connectionLineComponent={DrawnWire}
          connectionMode={ConnectionMode.Strict}
          connectionRadius={22}
          nodesConnectable={!readOnly}
          nodesDraggable={!readOnly}
          deleteKeyCode={null}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={["Shift", "Meta", "Control"]}
          panActivationKeyCode="Space"
          selectionOnDrag
          selectionMode={SelectionMode.Partial}
          panOnDrag={panButtons}
          panOnScroll
          zoomActivationKeyCode={["Meta", "Control"]}
          zoomOnDoubleClick={false}
          snapToGrid={snap}
          snapGrid={snapGrid}
          minZoom={0.08}
          maxZoom={2.5}
          fitView
          fitViewOptions={{ padding: 0.1, maxZoom: 1.1 }}
          elevateNodesOnSelect={false}
          edgesFocusable
          nodesFocusable
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--grid)" bgColor="var(--canvas)" />
          <Detail large={nodes.length > largeFlow} />
          <RegionLayer />
          <HoverCard />
          {minimap && nodes.length > 0 && (
            <MiniMap<CanvasNode> pannable zoomable ariaLabel="Overview of the flow" nodeColor={miniColour} nodeStrokeWidth={0} nodeBorderRadius={6} maskColor="var(--minimap-mask)" bgColor="var(--panel)" />
          )}
          <CanvasTools />
        </ReactFlow>
      </section>
    </CanvasMenu>
  );
}

/** From far away, a large flow's nodes are drawn as plain boxes: their pins could not be told apart anyway. */
function Detail({ large }: { large: boolean }) {
  const far = useStore((state) => large && state.transform[2] < 0.35);
  useEffect(() => {
    document.querySelector(".canvas")?.toggleAttribute("data-far", far);
    useUi.setState({ far });
  }, [far]);
  return null;
}

/** A wire dropped on a node's body goes to its first pin that takes it and is free. */
function dropOnNode(from: { node: string; pin: Pin }, node: string) {
  const { catalog, called } = useCatalog.getState();
  const { history, edit } = useEditor.getState();
  const target = history.present.flow.nodes.find((candidate) => candidate.id === node);
  const descriptor = target && catalog.get(target.type);
  if (!target || !descriptor || node === from.node) return;
  const pins = pinsIn(history.present, catalog, target, called);
  const wired = new Set(history.present.flow.edges.flatMap((edge) => (edge.target === node ? [edge.targetHandle] : [])));
  const candidates = (from.pin.side === "out" ? pins.inputs : pins.outputs).filter((pin) => pin.handle !== "exec-error");
  const fitting = candidates.filter((pin) => orderedRefusal(from.pin, pin) === undefined);
  const pin = fitting.find((candidate) => !wired.has(candidate.handle)) ?? matchingPin(from.pin, descriptor);
  if (pin) edit("connect", (document) => connect(document, endsOf(from, { node, pin })));
  else useUi.getState().toast("error", `${target.data.label || descriptor.label} has no pin that takes this wire.`);
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

function carryAlong(carried: { start: Point; inside: Map<string, Point> } | undefined, comment: CanvasNode, dragging: boolean) {
  if (!carried || carried.inside.size === 0) return;
  const dx = comment.position.x - carried.start.x;
  const dy = comment.position.y - carried.start.y;
  const places = [...carried.inside].map(([id, at]) => ({ id, position: { x: at.x + dx, y: at.y + dy } }));
  if (!dragging) places.push({ id: comment.id, position: comment.position });
  useEditor.getState().onNodesChange(places.map((place) => ({ ...place, type: "position" as const, dragging })));
}

function miniColour(node: CanvasNode): string {
  if (node.type === "comment") return "var(--mini-comment)";
  return `var(--mini-${node.data.descriptor.kind})`;
}
