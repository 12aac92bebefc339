import type { Connection, FinalConnectionState, OnConnectStartParams } from "@xyflow/react";
import { useMemo } from "react";
import { endsOf, matchingPin, pinsIn, refusal, refusalBetween } from "../model/connecting";
import { connect, reconnect, type Ends } from "../model/edits";
import { findPin, type Pin } from "../model/pins";
import { useCatalog } from "../state/catalogStore";
import { deleteWire } from "../state/commands";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import type { CanvasEdge } from "./elements";
import { toFlow } from "./viewport";

interface PinOf {
  node: string;
  pin: Pin;
}

/** What happens while a wire is drawn, moved and let go. */
export function useWiring() {
  return useMemo(() => ({
    onConnect(connection: Connection) {
      const ends = complete(connection);
      if (ends) useEditor.getState().edit("connect", (document) => connect(document, ends));
    },
    onConnectStart(_: unknown, { nodeId, handleId }: OnConnectStartParams) {
      fadePins(nodeId ? pinAt(nodeId, handleId) : undefined);
    },
    onConnectEnd,
    isValidConnection(connection: Connection | CanvasEdge) {
      const ends = complete(connection);
      return ends !== undefined && whyNot(ends) === undefined;
    },
    onReconnect(old: CanvasEdge, connection: Connection) {
      const ends = complete(connection);
      if (ends) useEditor.getState().edit("move a wire", (document) => reconnect(document, old.id, ends));
    },
    onReconnectEnd(_: unknown, edge: CanvasEdge, __: unknown, state: FinalConnectionState) {
      fadePins(undefined);
      if (!state.isValid && !state.toHandle) deleteWire(edge.id);
    },
  }), []);
}

/** Let go on a pin that refuses, it says why; on a node's body, it finds a pin; in the open, it offers nodes that fit. */
function onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
  fadePins(undefined);
  if (state.isValid || !state.fromNode || !state.fromHandle?.id) return;
  const from = pinAt(state.fromNode.id, state.fromHandle.id);
  if (!from) return;
  if (state.toHandle?.id && state.toNode) {
    const to = pinAt(state.toNode.id, state.toHandle.id);
    const isItself = to?.node === from.node && to.pin.handle === from.pin.handle;
    const why = to && !isItself ? whyNot(endsOf(from, to)) : undefined;
    if (why) useUi.getState().toast("error", why);
    return;
  }
  const point = "changedTouches" in event ? event.changedTouches[0]! : event;
  const screen = { x: point.clientX, y: point.clientY };
  const over = document.elementFromPoint(screen.x, screen.y);
  const node = over?.closest<HTMLElement>(".react-flow__node-flow")?.dataset.id;
  if (node) dropOnNode(from, node);
  else if (over?.closest(".canvas")) useUi.getState().openQuickAdd({ screen, flow: toFlow(screen), from: { node: from.node, handle: from.pin.handle } });
}

function pinAt(node: string, handle: string | null | undefined): PinOf | undefined {
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

function refusesEitherWay(a: Pin, b: Pin): boolean {
  return (a.side === "out" ? refusalBetween(a, b) : refusalBetween(b, a)) !== undefined;
}

/** Fades every pin that the wire being drawn cannot end at. Done on the elements: a thousand nodes need not render for it. */
function fadePins(from: PinOf | undefined) {
  for (const element of document.querySelectorAll<HTMLElement>(".pin")) {
    const { node, handle } = element.dataset;
    const isItself = from && node === from.node && handle === from.pin.handle;
    element.toggleAttribute("data-faded", from !== undefined && !isItself && refusesPin(from, node!, handle));
  }
}

function refusesPin(from: PinOf, node: string, handle: string | undefined): boolean {
  if (node === from.node && handle !== "input-collect") return true;
  const other = pinAt(node, handle);
  return !other || refusesEitherWay(from.pin, other.pin);
}

/** A wire dropped on a node's body goes to its first pin that takes it and is free. */
function dropOnNode(from: PinOf, node: string) {
  const { catalog, called } = useCatalog.getState();
  const { history, edit } = useEditor.getState();
  const target = history.present.flow.nodes.find((candidate) => candidate.id === node);
  const descriptor = target && catalog.get(target.type);
  if (!target || !descriptor || node === from.node) return;
  const pins = pinsIn(history.present, catalog, target, called);
  const wired = new Set(history.present.flow.edges.flatMap((edge) => (edge.target === node ? [edge.targetHandle] : [])));
  const candidates = (from.pin.side === "out" ? pins.inputs : pins.outputs).filter((pin) => pin.handle !== "exec-error");
  const fitting = candidates.filter((pin) => !refusesEitherWay(from.pin, pin));
  const pin = fitting.find((candidate) => !wired.has(candidate.handle)) ?? matchingPin(from.pin, descriptor);
  if (pin) edit("connect", (document) => connect(document, endsOf(from, { node, pin })));
  else useUi.getState().toast("error", `${target.data.label || descriptor.label} has no pin that takes this wire.`);
}
