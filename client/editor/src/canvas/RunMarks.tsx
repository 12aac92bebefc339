import { Ban, Check, CircleSlash, Clock, LoaderCircle, RotateCw, X } from "lucide-react";
import type { Instance } from "../model/runState";
import { duration } from "../model/values";

const words: Record<Instance["state"], string> = {
  running: "running",
  waiting: "waiting",
  retrying: "retrying",
  completed: "completed",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
};

/** How a node fares, in its header. */
export function RunBadge({ instance }: { instance: Instance }) {
  const { state } = instance;
  // What was computed within the orchestrator's own turn has no time of its own.
  const time = (state === "completed" || state === "failed") && instance.seconds ? duration(instance.seconds) : state === "retrying" ? `try ${instance.attempts + 1}` : "";
  return (
    <span className={`run-badge ${state}`} title={words[state]}>
      {time && <span className="run-time">{time}</span>}
      <StateIcon state={state} />
      <span className="sr-only">{words[state]}</span>
    </span>
  );
}

export function StateIcon({ state, size = 12 }: { state: string; size?: number }) {
  const props = { size, strokeWidth: 2.6, "aria-hidden": true } as const;
  switch (state) {
    case "completed": return <Check {...props} />;
    case "failed": return <X {...props} />;
    case "skipped": return <CircleSlash {...props} />;
    case "cancelled": return <Ban {...props} />;
    case "waiting": case "paused": case "pending": return <Clock {...props} />;
    case "retrying": return <RotateCw {...props} />;
    default: return <LoaderCircle className="spin" {...props} />;
  }
}

/** What went wrong, or why nothing went, under the node where it happened. */
export function RunNote({ instance }: { instance: Instance }) {
  const { state, error, skippedBecause } = instance;
  if ((state === "failed" || state === "retrying") && error) {
    return <div className="run-note error"><strong>{error.code}</strong> {error.message}</div>;
  }
  if (state === "skipped" && skippedBecause) return <div className="run-note skipped">skipped: {skippedBecause}</div>;
  return null;
}
