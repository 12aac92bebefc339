/** Short texts for values and times, for chips, tooltips and tables. */

export function brief(value: unknown, limit = 40): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  if (text.length <= limit) return text;
  if (Array.isArray(value)) return `[… ${value.length} items]`;
  if (value !== null && typeof value === "object") return `{… ${Object.keys(value).length} keys}`;
  return `${text.slice(0, limit - 1)}…`;
}

/** A duration in seconds, in the unit that reads best. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "";
  if (seconds === 0) return "0 s";
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 1) return `${trim(seconds * 1000)} ms`;
  if (seconds < 60) return `${trim(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function trim(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** How long ago a moment was, in words. */
export function ago(at: string | null | undefined, now: number): string {
  if (!at) return "";
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(Date.parse(at)).toLocaleDateString();
}
