import { NodeToolbar, Position, useOnViewportChange } from "@xyflow/react";
import { useEffect, useState } from "react";
import type { Instance } from "../model/runState";
import { brief, duration } from "../model/values";
import { useEditor } from "../state/editorStore";
import { StateIcon } from "./RunMarks";
import { useInstance } from "./useInstance";

const restMilliseconds = 400;

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
    return () => {
      clearTimeout(timer);
      canvas?.removeEventListener("pointerover", listen);
      canvas?.removeEventListener("pointerdown", listen);
    };
  }, []);
  return id ? <Card id={id} /> : null;
}

function Card({ id }: { id: string }) {
  const node = useEditor((state) => state.nodes.find((candidate) => candidate.id === id));
  const instance = useInstance(id);
  if (node?.type !== "flow" || node.dragging) return null;
  const { descriptor, problems } = node.data;
  return (
    <NodeToolbar nodeId={id} isVisible position={Position.Bottom} offset={12} className="hover-card">
      <div className="hover-head">
        <strong>{node.data.node.data.label || descriptor.label}</strong>
        <code>{descriptor.type}</code>
      </div>
      {descriptor.errors.map((error) => (
        <p key={`${error.file}:${error.line}`} className="hover-problem error">{error.file}:{error.line} {error.message}</p>
      ))}
      {problems?.map((problem) => <p key={problem.code + problem.message} className={`hover-problem ${problem.severity}`}>{problem.message}</p>)}
      {instance ? <InstanceLines instance={instance} /> : <p className="hover-text">{descriptor.description}</p>}
    </NodeToolbar>
  );
}

function InstanceLines({ instance }: { instance: Instance }) {
  const { state, seconds, attempts, frame, inputs, outputs, error, skippedBecause } = instance;
  return (
    <div className="hover-run">
      <p className={`hover-state ${state}`}>
        <StateIcon state={state} /> {state}
        {seconds !== undefined && <span> in {duration(seconds)}</span>}
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
