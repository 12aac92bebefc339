import { isUntouched, sameDocument, type FlowDocument } from "../model/document";
import { formatJson, parseJson } from "../model/json";

/** What is being drawn, kept in this browser so that a reload or a lost server loses nothing. */
export interface Draft {
  document: FlowDocument;
  /** The saved version it was made from; absent for a flow that was never saved. */
  base?: { name: string; etag?: string; version?: number; document: FlowDocument };
  at: number;
}

/** A draft as the database keeps it: as text, since a stored object would lose which numbers are exact. */
interface Kept {
  /** Document and base; two drafts with the same text are the same. */
  text: string;
  at: number;
}

/** A flow that is kept here and saved nowhere: one that gave way to another, or what another window draws or drew. */
export interface UnsavedFlow {
  place: "aside" | "drafts";
  key: string;
  draft: Draft;
}

const mostKept = { drafts: 12, aside: 30 } as const;
const tabKey = "rayflow.tab";
const leavingKey = "rayflow.leaving";

type Store = keyof typeof mostKept;

/** Windows draw side by side, so each keeps a draft of its own. */
function tab(): string {
  const known = sessionStorage.getItem(tabKey);
  if (known) return known;
  const fresh = freshKey();
  sessionStorage.setItem(tabKey, fresh);
  return fresh;
}

function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("rayflow", 3);
    request.onupgradeneeded = () => {
      // Before version 3 a draft was not kept as text.
      for (const name of [...request.result.objectStoreNames]) request.result.deleteObjectStore(name);
      for (const name of Object.keys(mostKept)) request.result.createObjectStore(name);
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
async function within<T>(store: Store, mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("The draft could not be kept."));
  });
}

async function all(store: Store): Promise<(Kept & { key: string })[]> {
  const keys = (await within(store, "readonly", (objects) => objects.getAllKeys())) as string[];
  const kept = await Promise.all(keys.map((key) => within(store, "readonly", (objects) => objects.get(key)))) as (Kept | undefined)[];
  return kept.flatMap((entry, index) => (entry ? [{ ...entry, key: keys[index]! }] : [])).sort((a, b) => b.at - a.at);
}

async function put(store: Store, key: string, draft: Draft): Promise<void> {
  await within(store, "readwrite", (objects) => objects.put(toKept(draft), key));
  const keys = await within(store, "readonly", (objects) => objects.count());
  if (keys <= mostKept[store]) return;
  for (const old of (await all(store)).slice(mostKept[store])) await remove(store, old.key);
}

async function remove(store: Store, key: string): Promise<void> {
  await within(store, "readwrite", (objects) => objects.delete(key));
}

function toKept({ document, base, at }: Draft): Kept {
  return { text: formatJson({ document, base }), at };
}

function toDraft({ text, at }: Kept): Draft {
  const draft = { ...(parseJson(text) as Omit<Draft, "at">), at };
  // An unchanged draft is the saved document itself, so that it does not count as changed.
  if (draft.base && sameDocument(draft.base.document, draft.document)) draft.base.document = draft.document;
  return draft;
}

/** Keeps this window's draft, and forgets those of windows long gone. */
export async function keepDraft(draft: Draft): Promise<void> {
  await put("drafts", tab(), draft);
}

/** Keeps a flow that gives way to another, once however often it does. Answers what to bring it back by. */
export async function setAside(draft: Draft): Promise<UnsavedFlow> {
  const { text } = toKept(draft);
  const same = (await all("aside")).find((kept) => kept.text === text);
  const key = same?.key ?? freshKey();
  await put("aside", key, draft);
  return { place: "aside", key, draft };
}

/** What is kept here and saved nowhere, the latest first, but for this window's own draft. */
export async function unsavedFlows(): Promise<UnsavedFlow[]> {
  const [aside, drafts] = await Promise.all([all("aside"), all("drafts")]);
  const own = drafts.find((kept) => kept.key === tab());
  const texts = new Set(own ? [own.text] : []);
  const isNew = ({ text }: Kept) => !texts.has(text) && texts.add(text) !== undefined;
  return [...aside.map((kept) => ({ kept, place: "aside" as const })), ...drafts.map((kept) => ({ kept, place: "drafts" as const }))]
    .filter(({ kept }) => isNew(kept))
    .map(({ kept, place }) => ({ place, key: kept.key, draft: toDraft(kept) }))
    .filter(({ draft }) => draft.document !== draft.base?.document && !isUntouched(draft.document))
    .sort((a, b) => b.draft.at - a.draft.at);
}

export async function forgetUnsaved({ place, key }: UnsavedFlow): Promise<void> {
  await remove(place, key);
}

/**
 * Keeps the draft of a page that is about to go: the browser does not wait for the database then, but it does for this.
 * False if the draft is too large for that.
 */
export function keepLeaving(draft: Draft): boolean {
  try {
    sessionStorage.setItem(leavingKey, formatJson(toKept(draft)));
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
 * This window's draft; a new window goes on from the latest of any, if it `adopts` one. `stored` tells whether the database
 * has it as this window's own: what a page kept for leaving stays where it is until the database does.
 */
export async function readDraft(adopts: boolean): Promise<{ draft?: Draft; stored: boolean }> {
  const leaving = sessionStorage.getItem(leavingKey);
  if (leaving) return { draft: toDraft(parseJson(leaving) as Kept), stored: false };
  const own = (await within("drafts", "readonly", (objects) => objects.get(tab()))) as Kept | undefined;
  if (own) return { draft: toDraft(own), stored: true };
  const latest = adopts ? (await all("drafts"))[0] : undefined;
  return { draft: latest && toDraft(latest), stored: latest === undefined };
}
