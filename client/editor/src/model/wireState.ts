import type { FlowEdge } from "./document";
import { isExec, pinNameOf } from "./document";
import type { Instance } from "./runState";

/** What happened on a wire: `live` control went through, `carried` a value did, `dead` neither can any more. */
export type WireFate = "pending" | "live" | "dead" | "carried" | "flowing";

export interface WireState {
  fate: WireFate;
  /** The value that went through a data wire; absent when it is not known. */
  value?: unknown;
  hasValue: boolean;
}

const idle: WireState = { fate: "pending", hasValue: false };

/** Reads a wire's state off the instances at its two ends. */
export function wireState(edge: FlowEdge, source: Instance | undefined, target: Instance | undefined): WireState {
  return isExec(edge.sourceHandle) ? execState(edge, source, target) : dataState(edge, source, target);
}

function execState(edge: FlowEdge, source: Instance | undefined, target: Instance | undefined): WireState {
  if (!source) return idle;
  if (source.state === "skipped") return { fate: "dead", hasValue: false };
  // A RETURN inside a loop or a try ends it, but control did go into it.
  if (source.state === "cancelled") return { fate: ran(target) ? "live" : "dead", hasValue: false };
  const error = edge.sourceHandle === "exec-error";
  if (source.state === "failed") return { fate: error && ran(target) ? "live" : "dead", hasValue: false };
  if (source.state !== "completed") return target && ran(target) ? { fate: "live", hasValue: false } : idle;
  if (error || target?.state === "skipped") return { fate: "dead", hasValue: false };
  return ran(target) ? { fate: target?.state === "running" ? "flowing" : "live", hasValue: false } : idle;
}

function dataState(edge: FlowEdge, source: Instance | undefined, target: Instance | undefined): WireState {
  if (source?.state === "skipped") return { fate: "dead", hasValue: false };
  const input = pinNameOf(edge.targetHandle);
  const output = pinNameOf(edge.sourceHandle);
  if (target?.inputs && input in target.inputs) return { fate: "carried", value: target.inputs[input], hasValue: true };
  if (source?.outputs && output in source.outputs) {
    return { fate: ran(target) ? "carried" : "pending", value: source.outputs[output], hasValue: true };
  }
  return source?.state === "completed" && ran(target) ? { fate: "carried", hasValue: false } : idle;
}

function ran(instance: Instance | undefined): boolean {
  return instance !== undefined && instance.state !== "skipped";
}
