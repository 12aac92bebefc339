import type { FlowDocument } from "../model/document";

/** What is being drawn, kept in this browser so that a reload or a lost server loses nothing. */
export interface Draft {
  document: FlowDocument;
  /** The saved version it was made from; absent for a flow that was never saved. */
  base?: { name: string; etag?: string; version?: number; document: FlowDocument };
  at: number;
}

const store = "drafts";
const currentKey = "current";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("rayflow", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("This browser keeps no drafts."));
  });
}

async function within<T>(mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(store, mode).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("The draft could not be kept."));
    });
  } finally {
    database.close();
  }
}

export async function keepDraft(draft: Draft, key = currentKey): Promise<void> {
  await within("readwrite", (objects) => objects.put(draft, key));
}

export function readDraft(key = currentKey): Promise<Draft | undefined> {
  return within<Draft | undefined>("readonly", (objects) => objects.get(key) as IDBRequest<Draft | undefined>);
}
