import type { NodeDescriptor } from "../model/catalog";
import type { Diagnostic } from "../model/diagnostics";
import type { FlowDocument } from "../model/document";
import { withOrdinaryNumbers } from "../model/json";
import { readFlow } from "../model/reading";
import type { RunError, RunStatus } from "../model/runState";
import { send } from "./http";
import { ServerAway } from "./problem";

/** RayFlow's REST API, one function a call. */

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Verdict {
  valid: boolean;
  errors: Diagnostic[];
  warnings: Diagnostic[];
}

export interface RunStatistics {
  total_time: number;
  nodes_executed: number;
  nodes_failed: number;
  node_times: Record<string, number>;
  errors: RunError[];
}

export interface Wait {
  kind: string;
  node_id: string;
  frame?: string;
  name?: string;
  due_at?: string | null;
}

export interface Run {
  run_id: string;
  flow: string;
  flow_version?: number | null;
  status: RunStatus;
  started_at: string;
  ended_at?: string | null;
  result?: Record<string, unknown> | null;
  return_node?: string | null;
  status_code?: number | null;
  error?: RunError | null;
  statistics?: RunStatistics | null;
  waiting_for?: Wait[] | null;
  parent_run_id?: string | null;
  inputs?: Record<string, unknown> | null;
}

export interface HistoryItem {
  node_id: string;
  frame: string;
  state: string;
  skipped_because?: string | null;
  attempts: number;
  started_at?: string | null;
  ended_at?: string | null;
  duration_seconds?: number | null;
  inputs?: Record<string, unknown> | null;
  outputs?: Record<string, unknown> | null;
  error?: RunError | null;
  child_run_id?: string | null;
}

export interface SavedFlow {
  name: string;
  version: number;
  saved_at?: string;
  description?: string;
}

export interface OpenedFlow {
  document: FlowDocument;
  etag: string | undefined;
  version: number | undefined;
}

/** Whether the server answers at all. */
export async function isAlive(): Promise<boolean> {
  try {
    await send("GET", "/health/live");
    return true;
  } catch (error) {
    return !(error instanceof ServerAway);
  }
}

export async function getNodes(): Promise<NodeDescriptor[]> {
  return (await send<Page<NodeDescriptor>>("GET", "/api/nodes")).body.items;
}

export async function validate(document: FlowDocument, signal?: AbortSignal): Promise<Verdict> {
  const { body } = await send<Verdict>("POST", "/api/flows/validate", document, {}, signal);
  return { valid: body.valid, errors: body.errors ?? [], warnings: body.warnings ?? [] };
}

export async function listFlows(): Promise<SavedFlow[]> {
  return everyPage<SavedFlow>("/api/flows");
}

export async function listVersions(name: string): Promise<SavedFlow[]> {
  return everyPage<SavedFlow>(`/api/flows/${encodeURIComponent(name)}/versions`);
}

/** Opens a saved flow. It goes by the name that it was saved under, whatever its file calls it. */
export async function openFlow(name: string, version?: number): Promise<OpenedFlow> {
  const at = version === undefined ? "" : `/versions/${version}`;
  const { body, etag } = await send<unknown>("GET", `/api/flows/${encodeURIComponent(name)}${at}`);
  const document = readFlow(body);
  return { document: { ...document, metadata: { ...document.metadata, name } }, etag, version: Number(etag?.replace(/^W\/|"/g, "")) || undefined };
}

/** Saves a new version. `expected` is the tag that was opened; `undefined` means that there is no such flow yet. */
export async function saveFlow(document: FlowDocument, expected: string | undefined | "any"): Promise<{ saved: SavedFlow; etag: string | undefined }> {
  const condition: Record<string, string> = expected === "any" ? {} : expected ? { "If-Match": expected } : { "If-None-Match": "*" };
  const path = `/api/flows/${encodeURIComponent(document.metadata.name)}`;
  const { body, etag } = await send<SavedFlow>("PUT", path, document, condition);
  return { saved: body, etag };
}

export async function deleteFlow(name: string): Promise<void> {
  await send("DELETE", `/api/flows/${encodeURIComponent(name)}`);
}

/** What a flow gives to a flow that calls it: the type of each output. */
export async function flowOutputs(name: string): Promise<Record<string, string>> {
  const { body } = await send<{ returns?: unknown }>("GET", `/api/flows/${encodeURIComponent(name.split("@")[0]!)}/schema`);
  const returns = Array.isArray(body.returns) ? body.returns : Object.values((body.returns ?? {}) as object);
  const names = returns.flatMap((entry: { schema?: { properties?: object }; properties?: object }) =>
    Object.keys(entry.schema?.properties ?? entry.properties ?? {}),
  );
  return Object.fromEntries(names.map((output) => [output, "any"]));
}

export async function startRun(flow: FlowDocument, inputs: Record<string, unknown>): Promise<string> {
  const { body } = await send<{ run_id: string }>("POST", "/api/flows/execute?mode=async", { flow, inputs });
  return body.run_id;
}

export async function getRun(id: string): Promise<Run> {
  return readRun((await send<Run>("GET", `/api/runs/${id}`)).body);
}

export async function getRunFlow(id: string): Promise<FlowDocument> {
  return readFlow((await send<unknown>("GET", `/api/runs/${id}/flow`)).body);
}

export async function listRuns(filter: { flow?: string; status?: string; since?: string; cursor?: string; limit?: number }): Promise<Page<Run>> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined && value !== "") query.set(name, String(value));
  const { body } = await send<Page<Run>>("GET", `/api/runs?${query}`);
  return { ...body, items: body.items.map(readRun) };
}

export async function getHistory(id: string, limit = 5000): Promise<HistoryItem[]> {
  const items = await everyPage<HistoryItem>(`/api/runs/${id}/history?limit=500`, limit);
  return items.map((item) => ({ ...item, duration_seconds: withOrdinaryNumbers(item.duration_seconds) }));
}

/** What a run was given and gave back stays exact; how long it took is only shown. */
function readRun(run: Run): Run {
  return { ...run, statistics: withOrdinaryNumbers(run.statistics) };
}

export type RunCommand = "cancel" | "pause" | "resume" | "retry";

export async function commandRun(id: string, command: RunCommand): Promise<void> {
  await send("POST", `/api/runs/${id}/${command}`);
}

/** Starts a new run that takes over every result before a node; `inputs` replaces what that node read. */
export async function rerunFrom(id: string, node: string, inputs: Record<string, unknown>): Promise<string> {
  const { body } = await send<{ run_id: string }>("POST", `/api/runs/${id}/rerun`, { from: node, inputs });
  return body.run_id;
}

export async function sendSignal(id: string, name: string, payload: unknown): Promise<void> {
  await send("POST", `/api/runs/${id}/signals/${encodeURIComponent(name)}`, payload ?? null);
}

async function everyPage<T>(path: string, limit = 10_000): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null | undefined; items.length < limit; ) {
    const separator = path.includes("?") ? "&" : "?";
    const page = (await send<Page<T>>("GET", cursor ? `${path}${separator}cursor=${encodeURIComponent(cursor)}` : path)).body;
    items.push(...page.items);
    cursor = page.next_cursor;
    if (!cursor) break;
  }
  return items;
}
