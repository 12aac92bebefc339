/** The list of runs, newest first: which are asked for, and how a page that is read again goes into what is listed. */

export const periods = {
  "": { label: "any time", minutes: undefined },
  "15m": { label: "last 15 minutes", minutes: 15 },
  "1h": { label: "last hour", minutes: 60 },
  "1d": { label: "last 24 hours", minutes: 24 * 60 },
  "7d": { label: "last 7 days", minutes: 7 * 24 * 60 },
  since: { label: "since…", minutes: undefined },
} as const;

export type Period = keyof typeof periods;

/** The earliest start that is asked for, as ISO 8601; `since` is the moment that was chosen, as a local date and time. */
export function sinceOf(period: Period, since: string, now: number): string | undefined {
  if (period === "since") {
    const at = Date.parse(since);
    return Number.isFinite(at) ? new Date(at).toISOString() : undefined;
  }
  const { minutes } = periods[period];
  return minutes === undefined ? undefined : new Date(now - minutes * 60_000).toISOString();
}

/** Enough of a run's id to tell it from others: an id (UUID, version 7) begins with the time, so runs of one minute share their first digits. */
export function shortRunId(id: string): string {
  return `…${id.slice(-8)}`;
}

interface Listed {
  run_id: string;
}

/** The first page as it is now, and below it the older pages that were asked for; runs that have moved down are there once. */
export function withFirstPage<T extends Listed>(listed: readonly T[], first: readonly T[], isAll: boolean): T[] {
  if (isAll) return [...first];
  const fresh = new Set(first.map((run) => run.run_id));
  const lastKnown = listed.findLastIndex((run) => fresh.has(run.run_id));
  // A first page that has none of the known runs leaves a gap before them, so they are asked for again.
  return lastKnown < 0 ? [...first] : [...first, ...listed.slice(lastKnown + 1)];
}
