import { formatJson, isObject } from "./json";

/** The JSON of values that may be long: as much of it as can be read, and all of it in pieces that can be drawn one by one. */

export interface Shortened {
  text: string;
  isWhole: boolean;
}

/** A value's JSON, indented by two, of about `limit` characters; what is left out is told in its place. */
export function shortened(value: unknown, limit: number): Shortened {
  const parts: string[] = [];
  let room = limit;
  let isWhole = true;
  const put = (text: string) => { parts.push(text); room -= text.length; };

  const putMembers = <T>(ends: [string, string], members: readonly T[], indent: string, putMember: (member: T, inner: string) => void) => {
    const inner = `${indent}  `;
    put(ends[0]);
    for (const [index, member] of members.entries()) {
      put(`${index === 0 ? "" : ","}\n${inner}`);
      if (room <= 0) {
        isWhole = false;
        put(`… ${members.length - index} more`);
        break;
      }
      putMember(member, inner);
    }
    put(members.length === 0 ? ends[1] : `\n${indent}${ends[1]}`);
  };
  const putValue = (part: unknown, indent: string) => {
    if (Array.isArray(part)) putMembers(["[", "]"], part, indent, putValue);
    else if (isObject(part)) {
      putMembers(["{", "}"], Object.keys(part).filter((name) => part[name] !== undefined), indent, (name, inner) => {
        put(`${formatJson(name)}: `);
        putValue(part[name], inner);
      });
    } else if (typeof part === "string" && part.length > room) {
      isWhole = false;
      put(`${formatJson(part.slice(0, Math.max(room, 0))).slice(0, -1)}… ${part.length} characters`);
    } else put(formatJson(part));
  };
  putValue(value, "");
  return { text: parts.join(""), isWhole };
}

/** Cuts a text at its line ends into pieces of at most so many lines; a line that is too long by itself is cut where it must be. */
export function piecesOf(text: string, mostLines: number, mostCharacters: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start;
    for (let lines = 0; lines < mostLines && end < text.length; lines++) {
      const next = text.indexOf("\n", end);
      const lineEnd = next < 0 ? text.length : next + 1;
      if (lineEnd - start > mostCharacters) {
        if (end === start) end = start + mostCharacters;
        break;
      }
      end = lineEnd;
    }
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
