import type { Catalog } from "./catalog";
import type { FlowDocument } from "./document";
import { readFlowText } from "./reading";

/** The repository's samples, which are part of the build, to begin with. */
const files = import.meta.glob<string>("../../../samples/*/flow.json", { eager: true, query: "?raw", import: "default" });

/** The samples that can run by themselves on this server, by name: with nodes that it has, and without calls of other flows. */
export function examples(catalog: Catalog): FlowDocument[] {
  return Object.values(files)
    .map(readFlowText)
    .filter((document) => document.flow.nodes.every((node) => catalog.has(node.type) && catalog.get(node.type)!.outputs_from !== "flow"))
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
}
