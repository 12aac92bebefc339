import type { FlowDocument } from "../model/document";
import { formatJson, parseJson } from "../model/json";

/** What is being drawn, kept in this browser so that a reload or a lost server loses nothing. */
export interface Draft {
  document: FlowDocument;
  /** The saved version it was made from; absent for a flow that was never saved. */
  base?: { name: string; etag?: string; version?: number; document: FlowDocument };
  at: number;
}

/** A draft as the database keeps it: a stored object would lose which numbers are exact. */
interface Kept {
  text: string;
  at: number;
}

const store = "drafts";
const mostKept = 12;
const tabKey = "rayflow.tab";
const leavingKey = "rayflow.leaving";

/** Windows draw side by side, so each keeps a draft of its own. */
function tab(): string {
  const known = sessionStorage.getItem(tabKey);
  if (known) return known;
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(tabKey, fresh);
  return fresh;
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("rayflow", 3);
    request.onupgradeneeded = () => {
      // Before version 3 a draft was not kept as text.
      if (request.result.objectStoreNames.contains(store)) request.result.deleteObjectStore(store);
      request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      // Another window with a newer editor waits for this one to let go.
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      resolve(request.result);
    };
    request.onblocked = () => reject(new Error("Another window with an older editor is open. Close it, then reload this one."));
    request.onerror = () => reject(request.error ?? new Error("This browser keeps no drafts."));
  });
  return opened;
}

/** A write is confirmed when its transaction is: until then it can still be lost. */
async function within<T>(mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("The draft could not be kept."));
  });
}

/** Keeps this window's draft, and forgets those of windows long gone. */
export async function keepDraft(draft: Draft): Promise<void> {
  await within("readwrite", (objects) => objects.put({ text: formatJson(draft), at: draft.at } satisfies Kept, tab()));
  const keys = await within("readonly", (objects) => objects.getAllKeys());
  if (keys.length <= mostKept) return;
  const drafts = (await within("readonly", (objects) => objects.getAll())) as Kept[];
  const oldest = drafts.map((kept, index) => ({ at: kept.at, key: keys[index]! })).sort((a, b) => a.at - b.at);
  for (const { key } of oldest.slice(0, keys.length - mostKept)) await within("readwrite", (objects) => objects.delete(key));
}

/**
 * Keeps the draft of a page that is about to go: the browser does not wait for the database then, but it does for this.
 * False if the draft is too large for that.
 */
export function keepLeaving(draft: Draft): boolean {
  try {
    sessionStorage.setItem(leavingKey, formatJson(draft));
    return true;
  } catch {
    return false;
  }
}

/** The database has what was kept for leaving, or something newer. */
export function forgetLeaving() {
  sessionStorage.removeItem(leavingKey);
}

/**
 * This window's draft; a new window goes on from the latest of any. `stored` tells whether the database has it as this
 * window's own: what a page kept for leaving stays where it is until the database does.
 */
export async function readDraft(): Promise<{ draft?: Draft; stored: boolean }> {
  const leaving = sessionStorage.getItem(leavingKey);
  if (leaving) return { draft: parseJson(leaving) as Draft, stored: false };
  const own = (await within("readonly", (objects) => objects.get(tab()))) as Kept | undefined;
  if (own) return { draft: parseJson(own.text) as Draft, stored: true };
  const all = (await within("readonly", (objects) => objects.getAll())) as Kept[];
  const latest = all.sort((a, b) => b.at - a.at)[0];
  return { draft: latest && (parseJson(latest.text) as Draft), stored: latest === undefined };
}
