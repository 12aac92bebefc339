import { ArrowLeft, ArrowRight, X } from "lucide-react";
import { useState } from "react";
import { pinsIn, refusal } from "../../model/connecting";
import type { FlowDocument, FlowNode } from "../../model/document";
import { connect, type Ends } from "../../model/edits";
import type { NodePins, Pin } from "../../model/pins";
import { wiresAt } from "../../model/wires";
import { useCatalog } from "../../state/catalogStore";
import { deleteWire } from "../../state/commands";
import { shownDocument, useEditor } from "../../state/editorStore";
import { IconButton } from "../../ui/controls";
import { Section } from "./Section";

const eagerOffers = 100;
const mostOffers = 400;

/** A node's wires pin by pin, to be made and cut without a pointer. */
export function WiresSection({ node, pins, readOnly }: { node: FlowNode; pins: NodePins; readOnly: boolean }) {
  const document = useEditor(shownDocument);
  const wires = wiresAt(document.flow.edges, node.id);
  const used = wires.incoming.length + wires.outgoing.length;
  return (
    <Section title="Wires" open={false} aside={<span className="count">{used}</span>}>
      {[...pins.inputs, ...pins.outputs].map((pin) => (
        <PinWires key={pin.handle} node={node.id} pin={pin} document={document} readOnly={readOnly} />
      ))}
    </Section>
  );
}

function PinWires({ node, pin, document, readOnly }: { node: string; pin: Pin; document: FlowDocument; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const input = pin.side === "in";
  const wires = wiresAt(document.flow.edges, node);
  const mine = input ? wires.incoming.filter((edge) => edge.targetHandle === pin.handle) : wires.outgoing.filter((edge) => edge.sourceHandle === pin.handle);
  // Looking for what fits takes time in a large flow, so it is done when somebody asks.
  const [asked, setAsked] = useState(document.flow.nodes.length <= eagerOffers);
  const Arrow = input ? ArrowLeft : ArrowRight;
  const name = pin.label || pin.handle;
  return (
    <div className="pin-wires">
      <span className="pin-wires-name" style={{ color: `var(--pin-text-${pin.type.family})` }}>{name}</span>
      <ul>
        {mine.map((edge) => {
          const other = input ? `${edge.source} · ${edge.sourceHandle}` : `${edge.target} · ${edge.targetHandle}`;
          return (
            <li key={edge.id}>
              <Arrow size={12} aria-hidden="true" /> <span>{other}</span>
              {!readOnly && <IconButton label={`Cut the wire with ${other}`} onClick={() => deleteWire(edge.id)}><X size={12} aria-hidden="true" /></IconButton>}
            </li>
          );
        })}
      </ul>
      {!readOnly && (
        <select
          className="input small"
          aria-label={`Wire ${name} ${input ? "from" : "to"}`}
          value=""
          onFocus={() => setAsked(true)}
          onPointerDown={() => setAsked(true)}
          onChange={(event) => { if (event.target.value) edit("connect", (doc) => connect(doc, JSON.parse(event.target.value) as Ends)); }}
        >
          <option value="">{input ? "wire from…" : "wire to…"}</option>
          {asked && <Offers node={node} pin={pin} document={document} />}
        </select>
      )}
    </div>
  );
}

function Offers({ node, pin, document }: { node: string; pin: Pin; document: FlowDocument }) {
  const { catalog, called } = useCatalog.getState();
  const offers: { ends: Ends; text: string }[] = [];
  for (const other of document.flow.nodes) {
    if (offers.length >= mostOffers) break;
    const pins = pinsIn(document, catalog, other, called);
    for (const candidate of pin.side === "in" ? pins.outputs : pins.inputs) {
      const ends = pin.side === "in"
        ? { source: other.id, sourceHandle: candidate.handle, target: node, targetHandle: pin.handle }
        : { source: node, sourceHandle: pin.handle, target: other.id, targetHandle: candidate.handle };
      if (!refusal(document, catalog, ends, called)) offers.push({ ends, text: `${other.data.label || other.id} · ${candidate.label || candidate.handle}` });
    }
  }
  return offers.map((offer) => <option key={JSON.stringify(offer.ends)} value={JSON.stringify(offer.ends)}>{offer.text}</option>);
}
