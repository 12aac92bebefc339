import type { FlowNode, Join, Policy } from "../../model/document";
import { updateData } from "../../model/edits";
import { toNumber } from "../../model/json";
import { useEditor } from "../../state/editorStore";
import { ValueField } from "../../ui/ValueField";
import { Section } from "./Section";

const strategies: [string, string][] = [
  ["", "as the run says"], ["abort", "abort the run"], ["continue", "go on without it"], ["skip", "go on with default outputs"], ["retry", "try again"],
];

const joins: [string, string][] = [["all", "all wires have settled"], ["any", "the first is live"], ["strict", "all are live, else fail"], ["n_of_m", "a number of them are live"]];

/** What happens when the node fails, and when it fires. */
export function PolicySection({ node, readOnly, hasJoin }: { node: FlowNode; readOnly: boolean; hasJoin: boolean }) {
  const edit = useEditor((state) => state.edit);
  const policy = node.data.policy ?? {};
  const change = (part: Partial<Policy>) =>
    edit("change the policy", (doc) => updateData(doc, node.id, (data) => ({ ...data, policy: clean({ ...policy, ...part }) })), `policy:${node.id}`);
  const join = node.data.join ?? "all";
  const mode = typeof join === "string" ? join : join.mode;
  const setJoin = (next: Join | undefined) => edit("change the join", (doc) => updateData(doc, node.id, (data) => ({ ...data, join: next })), `join:${node.id}`);
  const number = (label: string, name: keyof Policy, type: string, fallback: number | undefined) => (
    <ValueField label={label} type={type} value={policy[name]} fallback={fallback} readOnly={readOnly} onChange={(value) => change({ [name]: value })} />
  );
  return (
    <Section title="Policy" open={node.data.policy !== undefined || node.data.join !== undefined}>
      <label className="field">
        <span className="field-head">When it fails</span>
        <select className="input" value={policy.on_error ?? ""} disabled={readOnly} onChange={(event) => change({ on_error: (event.target.value || undefined) as Policy["on_error"] })}>
          {strategies.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
      </label>
      {policy.on_error === "retry" && (
        <>
          <div className="field-pair">{number("Attempts", "max_attempts", "int", 3)}{number("First delay, s", "initial_delay_seconds", "float", 1)}</div>
          <div className="field-pair">{number("Backoff", "backoff", "float", 2)}{number("Longest delay, s", "max_delay_seconds", "float", 60)}</div>
          <label className="field">
            <span className="field-head">Then</span>
            <select className="input" value={policy.then ?? "abort"} disabled={readOnly} onChange={(event) => change({ then: event.target.value as Policy["then"] })}>
              {strategies.slice(1, 4).map(([value, text]) => <option key={value} value={value}>{text}</option>)}
            </select>
          </label>
        </>
      )}
      {number("Time limit, s", "timeout_seconds", "float", undefined)}
      {hasJoin && (
        <label className="field">
          <span className="field-head">Fires when</span>
          <select className="input" value={mode} disabled={readOnly} onChange={(event) => setJoin(event.target.value === "all" ? undefined : event.target.value === "n_of_m" ? { mode: "n_of_m", n: 2 } : (event.target.value as Join))}>
            {joins.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
          </select>
        </label>
      )}
      {typeof join === "object" && <ValueField label="How many" type="int" value={join.n} readOnly={readOnly} onChange={(value) => setJoin({ mode: "n_of_m", n: toNumber(value ?? 1) })} />}
    </Section>
  );
}

function clean(policy: Policy): Policy | undefined {
  const entries = Object.entries(policy).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
