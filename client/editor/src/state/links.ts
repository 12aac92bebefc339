/** What the address says: `#/flows/NAME` a saved flow, `#/runs/ID` a run, which is shown and not edited. */
export type Link = { kind: "flow"; name: string } | { kind: "run"; id: string } | undefined;

export function readLink(hash: string): Link {
  const [, kind, rest] = /^#\/(flows|runs)\/(.+)$/.exec(hash) ?? [];
  if (!rest) return undefined;
  const text = decodeURIComponent(rest);
  return kind === "flows" ? { kind: "flow", name: text } : { kind: "run", id: text };
}

/** Changes the address without another step in the browser's history. */
export function setLink(link: Link) {
  const hash = !link ? "" : link.kind === "flow" ? `#/flows/${encodeURIComponent(link.name)}` : `#/runs/${link.id}`;
  window.history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}
