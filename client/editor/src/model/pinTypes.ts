import { isNumber, type JsonNumber } from "./json";

/**
 * Types of data pins: `int float number str bool dict list any`, and `list[T]`, `dict[str,T]`.
 * The rules are those of the server's validator; see the end of the node catalogue.
 */

export type Family = "int" | "float" | "number" | "str" | "bool" | "dict" | "list" | "any" | "exec";

export interface PinType {
  readonly family: Family;
  /** The element's type of a list, the values' type of a dict; absent when it is `any`. */
  readonly of?: PinType;
}

const families: ReadonlySet<string> = new Set(["int", "float", "number", "str", "bool", "dict", "list", "any", "exec"]);
const parsed = new Map<string, PinType>();

/** Reads a type's text. What is not a known type is `any`, so that a newer server's types can be drawn. */
export function parsePinType(text: string | null | undefined): PinType {
  const key = (text ?? "any").replaceAll(/\s+/g, "");
  const known = parsed.get(key);
  if (known) return known;
  const type = parse(key);
  parsed.set(key, type);
  return type;
}

function parse(text: string): PinType {
  const bracket = text.indexOf("[");
  if (bracket < 0 || !text.endsWith("]")) return { family: families.has(text) ? (text as Family) : "any" };
  const head = text.slice(0, bracket);
  const inner = text.slice(bracket + 1, -1);
  if (head === "list") return element("list", inner);
  if (head === "dict") return element("dict", inner.slice(inner.indexOf(",") + 1));
  return { family: "any" };
}

function element(family: "list" | "dict", inner: string): PinType {
  const of = parsePinType(inner);
  return of.family === "any" ? { family } : { family, of };
}

export function formatPinType(type: PinType): string {
  if (!type.of) return type.family;
  const inner = formatPinType(type.of);
  return type.family === "dict" ? `dict[str,${inner}]` : `${type.family}[${inner}]`;
}

/** Whether a value of type `from` may flow into a pin of type `to`. */
export function fits(from: PinType, to: PinType): boolean {
  if (from.family === "exec" || to.family === "exec") return from.family === to.family;
  if (from.family === "any" || to.family === "any") return true;
  if (from.family !== to.family) return numberFits(from.family, to.family);
  if (!to.of || !from.of) return !to.of;
  return formatPinType(from) === formatPinType(to);
}

function numberFits(from: Family, to: Family): boolean {
  if (to === "number") return from === "int" || from === "float";
  if (to === "float") return from === "int" || from === "number";
  return to === "int" && from === "number";
}

const converters: Partial<Record<Family, string>> = {
  int: "convert_int",
  float: "convert_float",
  number: "convert_float",
  str: "convert_str",
  bool: "convert_bool",
};

/** The type of the node that turns anything into `to`, if there is one. */
export function converterInto(to: PinType): string | undefined {
  return converters[to.family];
}

/** The name of the CSS colour of a pin type; `number` is drawn as a float. */
export function colourOf(type: PinType): string {
  return `var(--pin-${type.family === "number" ? "float" : type.family})`;
}

/** The type that a JSON value has by itself. */
export function typeOfValue(value: unknown): PinType {
  if (typeof value === "string") return { family: "str" };
  if (typeof value === "boolean") return { family: "bool" };
  if (isNumber(value)) return { family: isInt(value) ? "int" : "float" };
  if (Array.isArray(value)) return { family: "list" };
  return { family: value === null || value === undefined ? "any" : "dict" };
}

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/** An integer is written without point and exponent, and has 64 bits; every other number is a float. */
function isInt(number: JsonNumber): boolean {
  const text = String(number);
  return /^-?\d+$/.test(text) && hasInt64(BigInt(text));
}

export function hasInt64(value: bigint): boolean {
  return value >= smallest && value <= largest;
}
