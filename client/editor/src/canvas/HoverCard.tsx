import { useOnViewportChange } from "@xyflow/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Instance } from "../model/runState";
import { brief, duration } from "../model/values";
import { useEditor } from "../state/editorStore";
import { StateIcon } from "./RunMarks";
import { useInstance } from "./useInstance";

const restMilliseconds = 450;
const gap = 10;

/** Rests the pointer on a node: what it is, what is wrong with it, and in a run what it read and gave. */
export function HoverCard() {
  const [id, setId] = useState<string | undefined>();
  useOnViewportChange({ onStart: () => setId(undefined) });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = (event: PointerEvent) => {
      const node = (event.target as Element).closest?.<HTMLElement>(".react-flow__node-flow");
      clearTimeout(timer);
      if (!node || event.buttons > 0) setId(undefined);
      else timer = setTimeout(() => setId(node.dataset.id), restMilliseconds);
    };
    const canvas = document.querySelector(".canvas");
    const listen = over as EventListener;
    canvas?.addEventListener("pointerover", listen);
    canvas?.addEventListener("pointerdown", listen);
    const leave = () => { clearTimeout(timer); setId(undefined); };
    canvas?.addEventListener("pointerleave", leave);
    return () => {
      clearTimeout(timer);
      canvas?.removeEventListener("pointerover", listen);
      canvas?.removeEventListener("pointerdown", listen);
      canvas?.removeEventListener("pointerleave", leave);
    };
  }, []);
  return id ? <Card id={id} /> : null;
}

function Card({ id }: { id: string }) {
  const node = useEditor((state) => state.nodes.find((candidate) => candidate.id === id));
  const instance = useInstance(id);
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => placeBeside(card.current, id));
  if (node?.type !== "flow" || node.dragging) return null;
  const { descriptor, problems } = node.data;
  return createPortal(
    <div ref={card} className="hover-card" role="tooltip">
      <div className="hover-head">
        <strong>{node.data.node.data.label || descriptor.label}</strong>
        <code>{descriptor.type}</code>
      </div>
      {descriptor.errors.map((error) => (
        <p key={`${error.file}:${error.line}`} className="hover-problem error">{error.file}:{error.line} {error.message}</p>
      ))}
      {problems?.map((problem) => <p key={problem.code + problem.message} className={`hover-problem ${problem.severity}`}>{problem.message}</p>)}
      {instance ? <InstanceLines instance={instance} /> : <p className="hover-text">{descriptor.description}</p>}
    </div>,
    document.body,
  );
}

/** Under the node, or over it where there is no room, and as far as it can be over the canvas. */
function placeBeside(card: HTMLElement | null, id: string) {
  const node = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  if (!card || !node) return;
  const size = card.getBoundingClientRect();
  const canvas = document.querySelector(".canvas")!.getBoundingClientRect();
  const left = Math.max(canvas.left + gap, Math.min(node.left + node.width / 2 - size.width / 2, canvas.right - size.width - gap));
  const below = node.bottom + gap;
  const top = below + size.height + gap < window.innerHeight ? below : Math.max(gap, node.top - size.height - gap);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function InstanceLines({ instance }: { instance: Instance }) {
  const { state, seconds, attempts, frame, inputs, outputs, error, skippedBecause } = instance;
  return (
    <div className="hover-run">
      <p className={`hover-state ${state}`}>
        <StateIcon state={state} /> {state}
        {Boolean(seconds) && <span> in {duration(seconds)}</span>}
        {attempts > 1 && <span>, attempt {attempts}</span>}
        {frame && <code>{frame}</code>}
      </p>
      {skippedBecause && <p className="hover-text">{skippedBecause}</p>}
      {error && <p className="hover-problem error">{error.message}</p>}
      <Values title="in" values={inputs} />
      <Values title="out" values={outputs} />
    </div>
  );
}

function Values({ title, values }: { title: string; values: Record<string, unknown> | undefined }) {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return null;
  return (
    <dl className="hover-values">
      {entries.slice(0, 6).map(([name, value]) => (
        <div key={name}><dt>{title} {name}</dt><dd>{brief(value, 60)}</dd></div>
      ))}
    </dl>
  );
}
