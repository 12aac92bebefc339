import type { ApiField } from "./document";
import { formatJson, isObject, numberOf, parseJson } from "./json";
import { fits, hasInt64, parsePinType, typeOfValue, type PinType } from "./pinTypes";

export interface Parsed {
  value?: unknown;
  error?: string;
}

/** Reads what was typed for a type. An empty text is no value, except for a string; for `any`, bare words are a string. */
export function parseText(type: PinType, text: string): Parsed {
  if (type.family === "str") return { value: text };
  const trimmed = text.trim();
  if (trimmed === "") return {};
  if (type.family === "int") return parseInteger(trimmed);
  if (type.family === "float" || type.family === "number") return parseNumber(trimmed);
  if (type.family === "any" && isBareWords(text)) return { value: text };
  return parseValue(type, trimmed);
}

/** A text that is neither JSON nor meant to be, and stands for itself. */
export function isBareWords(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== "" && !/^[[{"]/.test(trimmed) && !isJson(trimmed);
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function parseInteger(text: string): Parsed {
  if (!/^[+-]?\d+$/.test(text)) return { error: "Not a whole number." };
  const value = BigInt(text);
  return hasInt64(value) ? { value: numberOf(value.toString()) } : { error: "Beyond 64 bits." };
}

/** A number with the digits that were typed; one that is not written as JSON writes it, such as `.5`, by its value. */
function parseNumber(text: string): Parsed {
  const value = Number(text);
  if (!Number.isFinite(value)) return { error: "Not a number." };
  return { value: /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? numberOf(text) : value };
}

function parseValue(type: PinType, text: string): Parsed {
  try {
    const value = parseJson(text);
    const wrong = misfit(type, value);
    return wrong ? { error: wrong } : { value };
  } catch (cause) {
    return { error: `Not JSON: ${(cause as Error).message}` };
  }
}

/** Why a value is not of a type; nothing if it is. */
export function misfit(type: PinType, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const actual = typeOfValue(value);
  if (!fits(actual, { family: type.family })) return `Expected ${type.family}, got ${actual.family}.`;
  if (!type.of) return undefined;
  const of = type.of;
  const members = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return members.map((member) => misfit(of, member)).find(Boolean);
}

/** The text that stands for a value in an input field of a type. */
export function toText(type: PinType, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (type.family === "str" && typeof value === "string") return value;
  return typeof value === "string" && type.family !== "any" ? value : formatJson(value, 2);
}

export function isRequired(field: ApiField): boolean {
  return field.required ?? field.default === undefined;
}

/** What a form would send: the fields that have a value, and what is wrong with the others. */
export function collectInputs(schema: Record<string, ApiField>, texts: Record<string, string>): { inputs: Record<string, unknown>; errors: Record<string, string> } {
  const inputs: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, field] of Object.entries(schema)) {
    const text = texts[name];
    const type = parsePinType(field.type);
    const parsed = text === undefined ? {} : parseText(type, text);
    if (parsed.error) errors[name] = parsed.error;
    else if (parsed.value !== undefined && !(text === "" && !isRequired(field))) inputs[name] = parsed.value;
    else if (isRequired(field) && parsed.value === undefined) errors[name] = "This input is required.";
  }
  return { inputs, errors };
}
