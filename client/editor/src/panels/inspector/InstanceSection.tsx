import { RotateCcw } from "lucide-react";
import { StateIcon } from "../../canvas/RunMarks";
import { useInstance } from "../../canvas/useInstance";
import { hasEnded } from "../../model/runState";
import { duration } from "../../model/values";
import { useRuns } from "../../state/runStore";
import { useUi } from "../../state/uiStore";
import { Button } from "../../ui/controls";
import { JsonText } from "../../ui/JsonText";
import { Section } from "./Section";

/** In a run: what the chosen node read and gave, in the turn that is looked at. */
export function InstanceSection({ node }: { node: string }) {
  const instance = useInstance(node);
  const ended = useRuns((state) => hasEnded(state.live.status));
  if (!instance) return null;
  const { state, seconds, attempts, frame, inputs, outputs, error, skippedBecause } = instance;
  return (
    <Section title="In this run">
      <p className={`hover-state ${state}`}>
        <StateIcon state={state} /> {state}{Boolean(seconds) && <span> in {duration(seconds)}</span>}
        {attempts > 1 && <span>, attempt {attempts}</span>}{frame && <code>{frame}</code>}
      </p>
      {skippedBecause && <p className="panel-note">{skippedBecause}</p>}
      {error && <p className="hover-problem error"><strong>{error.code}</strong> {error.message}</p>}
      <JsonValues title="Read" values={inputs} />
      <JsonValues title="Gave" values={outputs} />
      {ended && state !== "skipped" && (
        <Button className="small" icon={<RotateCcw size={13} aria-hidden="true" />} onClick={() => useUi.getState().openDialog("rerun", instance)}>Again from here…</Button>
      )}
    </Section>
  );
}

function JsonValues({ title, values }: { title: string; values: Record<string, unknown> | undefined }) {
  if (!values || Object.keys(values).length === 0) return null;
  return (
    <div className="instance-values">
      <h3>{title}</h3>
      <JsonText label={title} value={values} />
    </div>
  );
}
