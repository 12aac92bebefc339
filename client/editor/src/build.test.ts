import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

type Output = Rolldown.RolldownOutput["output"][number];

const firstLoadLimit = 400 * 1024;
const root = fileURLToPath(new URL("..", import.meta.url));
const buildMilliseconds = 120_000;

let files: ReadonlyMap<string, Output>;

beforeAll(async () => {
  const built = (await build({ root, logLevel: "silent", build: { write: false } })) as Rolldown.RolldownOutput;
  files = new Map(built.output.map((file) => [file.fileName, file]));
}, buildMilliseconds);

function textOf(name: string): string {
  const file = files.get(name)!;
  return file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8");
}

function sizeOf(name: string): number {
  const file = files.get(name)!;
  if (file.type === "chunk") return gzipSync(file.code).length;
  return name.endsWith(".woff2") ? file.source.length : gzipSync(file.source).length;
}

/** What the page fetches before it can be used: what it names, what that imports, and the fonts for Latin letters. */
function firstLoad(): Set<string> {
  const named = [...textOf("index.html").matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1]!);
  const wanted = new Set<string>(["index.html"]);
  const add = (name: string) => {
    if (wanted.has(name) || !files.has(name)) return;
    wanted.add(name);
    const file = files.get(name)!;
    if (file.type === "chunk") file.imports.forEach(add);
  };
  named.forEach(add);
  for (const name of files.keys()) if (/latin-(?!ext)[^/]*\.woff2$/.test(name)) add(name);
  return wanted;
}

describe("build", () => {
  it("build_FirstLoad_IsUnder400KilobytesCompressed", () => {
    const wanted = [...firstLoad()];
    expect(wanted.some((name) => name.endsWith(".js"))).toBe(true);
    expect(wanted.some((name) => name.endsWith(".css"))).toBe(true);
    const sizes = Object.fromEntries(wanted.map((name) => [name, sizeOf(name)]));
    expect(Object.values(sizes).reduce((sum, size) => sum + size, 0), JSON.stringify(sizes)).toBeLessThan(firstLoadLimit);
  });

  it("build_StartedByATest_IsReactsProductionBuild", () => {
    expect([...files.keys()].filter((name) => name.includes("jsx-dev-runtime"))).toEqual([]);
  });

  it("build_CodeEditorLayoutAndIcons_AreLoadedWhenNeeded", () => {
    const wanted = firstLoad();
    for (const stem of ["CodeEditor", "dagre", "allIcons"]) {
      const name = [...files.keys()].find((file) => file.includes(stem) && file.endsWith(".js"));
      expect(name, stem).toBeDefined();
      expect(wanted.has(name!), stem).toBe(false);
    }
  });

  it("build_Page_HasNothingThatItsPolicyForbids", () => {
    const page = textOf("index.html");
    expect(page.match(/<script(?![^>]*\bsrc="\/)[^>]*>/g)).toBeNull();
    expect(page.match(/\son[a-z]+=|javascript:/gi)).toBeNull();
    const styles = [...files.keys()].filter((name) => name.endsWith(".css")).map(textOf).join("\n");
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g), ...styles.matchAll(/url\(["']?([^"')]+)|@import\s+["']([^"']+)/g)]
      .map((match) => match[1] ?? match[2]!)
      .filter((address) => /^(?:[a-z]+:)?\/\//i.test(address))).toEqual([]);
    const scripts = [...files.keys()].filter((name) => name.endsWith(".js")).map(textOf).join("\n");
    expect(scripts.match(/\beval\(|new Function\(/g)).toBeNull();
  });
});
