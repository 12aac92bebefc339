import { formatJson, parseJson } from "../model/json";
import { ApiProblem, ServerAway } from "./problem";

export interface Answer<T> {
  body: T;
  status: number;
  etag: string | undefined;
}

const keyName = "rayflow.api_key";

export function apiKey(): string | undefined {
  return sessionStorage.getItem(keyName) ?? undefined;
}

/** Keeps the key for this tab only. */
export function setApiKey(key: string) {
  sessionStorage.setItem(keyName, key);
}

export function headersWith(extra: Record<string, string> = {}): Record<string, string> {
  const key = apiKey();
  return key ? { ...extra, "X-Api-Key": key } : extra;
}

let tellReach: ((reached: boolean) => void) | undefined;

/** Who is told with every call whether the server answered it. */
export function onReach(listener: (reached: boolean) => void) {
  tellReach = listener;
}

let ask: ((refused: boolean) => Promise<boolean>) | undefined;
let asking: Promise<boolean> | undefined;

/**
 * Who is asked for the key when the server wants one; `refused` tells that it did not accept the one that was sent.
 * The answer says whether there is a key now, so that the call can be made again.
 */
export function askForKeyWith(asker: (refused: boolean) => Promise<boolean>) {
  ask = asker;
}

/** Calls that are refused at the same time ask once. */
async function hasKeyNow(sent: string | undefined): Promise<boolean> {
  if (apiKey() !== sent) return true;
  asking ??= ask?.(sent !== undefined).finally(() => { asking = undefined; });
  return (await asking) ?? false;
}

/** Sends JSON and reads JSON, with every digit of its numbers. Throws `ApiProblem` for an answer of 400 and above, `ServerAway` if there is none. */
export async function send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Answer<T>> {
  const key = apiKey();
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: headersWith({ Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers }),
      body: body === undefined ? undefined : formatJson(body),
      signal,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    tellReach?.(false);
    throw new ServerAway();
  }
  const text = await response.text();
  const parsed = text ? parse(text) : undefined;
  if (!response.ok) {
    // A proxy in front of a server that is down answers in its place.
    if (response.status >= 502 && response.status <= 504 && parsed === undefined) {
      tellReach?.(false);
      throw new ServerAway();
    }
    tellReach?.(true);
    if (response.status === 401 && (await hasKeyNow(key))) return send(method, path, body, headers, signal);
    throw new ApiProblem(response.status, parsed);
  }
  tellReach?.(true);
  return { body: parsed as T, status: response.status, etag: response.headers.get("ETag") ?? undefined };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
