import { create } from "zustand";
import { flowOutputs, getNodes } from "../api/rayflow";
import { indexCatalog, type Catalog } from "../model/catalog";
import type { CalledFlows } from "../model/connecting";
import type { FlowDocument } from "../model/document";

interface CatalogState {
  catalog: Catalog;
  /** What the flows that this flow calls give back. */
  called: CalledFlows;
  status: "loading" | "ready" | "failed";
  problem: string;
  load(): Promise<void>;
  learnCalledFlows(document: FlowDocument): Promise<void>;
}

export const useCatalog = create<CatalogState>((set, get) => ({
  catalog: new Map(),
  called: new Map(),
  status: "loading",
  problem: "",
  async load() {
    try {
      set({ catalog: indexCatalog(await getNodes()), status: "ready", problem: "" });
    } catch (error) {
      set({ status: get().catalog.size > 0 ? "ready" : "failed", problem: error instanceof Error ? error.message : String(error) });
    }
  },
  async learnCalledFlows(document) {
    const names = document.flow.nodes
      .filter((node) => get().catalog.get(node.type)?.outputs_from === "flow")
      .map((node) => node.data.constantValues?.FLOW)
      .filter((name): name is string => typeof name === "string" && name !== "" && !get().called.has(name));
    for (const name of new Set(names)) {
      // A flow that does not exist yet is a finding of the validator; here it merely has no outputs.
      const outputs = await flowOutputs(name).catch(() => ({}));
      set({ called: new Map(get().called).set(name, outputs) });
    }
  },
}));
