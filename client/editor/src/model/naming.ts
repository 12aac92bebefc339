/** The first of `wanted`, `wanted_2`, `wanted_3`, … that is not taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const name = `${wanted}_${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A short id for a new node of a type: `add` for `math_add`. */
export function idStem(type: string): string {
  const cut = type.indexOf("_");
  const stem = cut < 0 ? type : type.slice(cut + 1);
  return stem.replaceAll(/[^A-Za-z0-9_]+/g, "_") || "node";
}

/** Whether a text can name a variable or a pin. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
