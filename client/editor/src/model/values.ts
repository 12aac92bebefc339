import { formatJson, isNumber, isObject } from "./json";

/** Short texts for values and times, for chips, tooltips and tables. */

// A number without its last digits is another number.
const longestNumber = 24;

/** A value's JSON, or what it is if that is longer than the limit. A number is longer than it rather than cut. */
export function brief(value: unknown, limit = 40): string {
  if (value === undefined) return "";
  if (isNumber(value)) return cut(formatJson(value), Math.max(limit, longestNumber));
  const text = canFit(value, limit) ? formatJson(value) : undefined;
  if (text !== undefined && text.length <= limit) return text;
  if (Array.isArray(value)) return `[… ${value.length} items]`;
  if (isObject(value)) return `{… ${Object.keys(value).length} keys}`;
  return cut(formatJson(typeof value === "string" ? value.slice(0, limit) : value), limit);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** Whether a value's JSON may be this short: a large one is not written for a text that does not show it. */
function canFit(value: unknown, limit: number): boolean {
  let room = limit;
  const take = (part: unknown): boolean => {
    if (typeof part === "string") room -= part.length + 2;
    else if (Array.isArray(part)) return (room -= 2) >= 0 && part.every(take);
    else if (isObject(part)) return (room -= 2) >= 0 && Object.entries(part).every(([name, member]) => { room -= name.length + 3; return take(member); });
    else room -= 1;
    return room >= 0;
  };
  return take(value);
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
