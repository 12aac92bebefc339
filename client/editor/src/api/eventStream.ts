import { parseJson, withOrdinaryNumbers } from "../model/json";
import type { RunEvent } from "../model/runState";
import { headersWith } from "./http";

/** One message of a server-sent event stream. */
interface Message {
  id?: string;
  event?: string;
  data: string;
}

/** Cuts a stream's text into messages (HTML Standard, section 9.2.6); keeps what is not complete yet. */
export class MessageReader {
  private rest = "";

  push(chunk: string): Message[] {
    // A message may come in many chunks; what has been searched for its end is not searched again.
    const searched = Math.max(0, this.rest.length - longestEnd);
    this.rest += chunk;
    const messages: Message[] = [];
    for (let end = endOfMessage(this.rest, searched); end; end = endOfMessage(this.rest, 0)) {
      const message = readMessage(this.rest.slice(0, end.at));
      this.rest = this.rest.slice(end.next);
      if (message) messages.push(message);
    }
    return messages;
  }
}

const longestEnd = 4;

function endOfMessage(text: string, from: number): { at: number; next: number } | undefined {
  const ends = /\r\n\r\n|\n\n|\r\r/g;
  ends.lastIndex = from;
  const match = ends.exec(text);
  return match ? { at: match.index, next: match.index + match[0].length } : undefined;
}

function readMessage(text: string): Message | undefined {
  const message: Message = { data: "" };
  const data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "id") message.id = value;
    else if (field === "event") message.event = value;
  }
  if (data.length === 0) return undefined;
  return { ...message, data: data.join("\n") };
}

export interface StreamHandlers {
  onEvents(events: RunEvent[]): void;
  /** Told when the line is lost and when it is there again. */
  onLine(connected: boolean): void;
  /** Whether no more events can come, so that the stream's end is not a loss. */
  isDone(): boolean;
}

const firstRetry = 500;
const longestRetry = 8000;

/**
 * Reads a run's events from the start, and goes on after the last one seen whenever the line was lost.
 * It reads with `fetch` because `EventSource` cannot send an API key.
 */
export function followRun(id: string, handlers: StreamHandlers): () => void {
  const abort = new AbortController();
  void follow(id, handlers, abort.signal);
  return () => abort.abort();
}

async function follow(id: string, handlers: StreamHandlers, signal: AbortSignal) {
  let last = 0;
  let wait = firstRetry;
  const onEvents = (events: RunEvent[]) => {
    last = Math.max(last, events.at(-1)!.seq);
    wait = firstRetry;
    handlers.onEvents(events);
  };
  while (!signal.aborted && !handlers.isDone()) {
    try {
      await readOnce(id, last, onEvents, () => handlers.onLine(true), signal);
    } catch {
      if (signal.aborted) return;
    }
    if (signal.aborted || handlers.isDone()) return;
    handlers.onLine(false);
    await pause(wait, signal);
    wait = Math.min(wait * 2, longestRetry);
  }
}

async function readOnce(id: string, last: number, onEvents: (events: RunEvent[]) => void, onOpen: () => void, signal: AbortSignal) {
  const headers = headersWith({ Accept: "text/event-stream", ...(last > 0 ? { "Last-Event-ID": String(last) } : {}) });
  const response = await fetch(`/api/runs/${id}/events`, { headers, signal, cache: "no-store" });
  if (!response.ok || !response.body) throw new Error(`The event stream answered ${response.status}.`);
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const messages = new MessageReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = messages.push(value).flatMap(toEvent);
    if (events.length > 0) onEvents(events);
  }
}

function toEvent(message: Message): RunEvent[] {
  const event = parseJson(message.data) as RunEvent;
  const duration_seconds = withOrdinaryNumbers(event.duration_seconds);
  return [{ ...event, duration_seconds, seq: event.seq ?? Number(message.id), type: event.type ?? message.event ?? "message" }];
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
