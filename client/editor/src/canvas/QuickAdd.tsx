import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useMemo, useState, type KeyboardEvent } from "react";
import { searchCatalog, type NodeDescriptor } from "../model/catalog";
import { matchingPin, pinsIn } from "../model/connecting";
import { findPin } from "../model/pins";
import { useCatalog } from "../state/catalogStore";
import { addNodeAt } from "../state/commands";
import { useEditor } from "../state/editorStore";
import { useUi, type QuickAddAt } from "../state/uiStore";
import { NodeIcon } from "./icons";

const size = { width: 320, height: 380 };

/** The search that opens where the pointer is. After a dropped wire it offers only nodes that fit. */
export function QuickAdd() {
  const at = useUi((state) => state.quickAdd);
  return at ? <SearchList at={at} /> : null;
}

function SearchList({ at }: { at: QuickAddAt }) {
  const close = () => useUi.getState().openQuickAdd(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const fitting = useFitting(at);
  const found = useMemo(() => searchCatalog(fitting, query).slice(0, 60), [fitting, query]);
  const chosen = Math.min(active, found.length - 1);
  const add = (descriptor: NodeDescriptor | undefined) => {
    if (!descriptor || descriptor.broken) return;
    close();
    addNodeAt(descriptor.type, at.flow, { from: at.from });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(found.length, 1);
      setActive(next);
      document.getElementById(`quick-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      add(found[chosen]);
    }
  };
  const left = Math.max(8, Math.min(at.screen.x, window.innerWidth - size.width - 8));
  const top = Math.max(8, Math.min(at.screen.y, window.innerHeight - size.height - 8));
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay clear" />
        <Dialog.Content className="quick-add" style={{ left, top, width: size.width, maxHeight: size.height }} aria-describedby={undefined}>
          <Dialog.Title className="sr-only">Add a node</Dialog.Title>
          <label className="search">
            <Search size={15} aria-hidden="true" />
            <input
              type="search"
              aria-label="Search nodes"
              aria-controls="quick-list"
              aria-activedescendant={found.length ? `quick-${chosen}` : undefined}
              role="searchbox"
              placeholder={at.from ? "Nodes that fit this wire" : "Search nodes"}
              value={query}
              autoFocus
              autoComplete="off"
              onChange={(event) => { setQuery(event.target.value); setActive(0); }}
              onKeyDown={onKeyDown}
            />
          </label>
          <div className="quick-list" id="quick-list" role="listbox" aria-label="Nodes" tabIndex={0} aria-activedescendant={found.length ? `quick-${chosen}` : undefined} onKeyDown={onKeyDown}>
            {found.map((node, index) => (
              <div
                key={node.type}
                id={`quick-${index}`}
                role="option"
                aria-selected={index === chosen}
                aria-disabled={node.broken || undefined}
                className={`quick-item kind-${node.kind}`}
                onPointerMove={() => setActive(index)}
                onClick={() => add(node)}
              >
                <span className="palette-icon"><NodeIcon name={node.icon} /></span>
                <span className="quick-label">{node.label}</span>
                <span className="quick-category">{node.category}</span>
              </div>
            ))}
            {found.length === 0 && <p className="quick-none">{query ? `No node answers to “${query}”.` : "No node fits this wire."}</p>}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useFitting(at: QuickAddAt): NodeDescriptor[] {
  const catalog = useCatalog((state) => state.catalog);
  const called = useCatalog((state) => state.called);
  const document = useEditor((state) => state.history.present);
  return useMemo(() => {
    const all = [...catalog.values()];
    const node = at.from && document.flow.nodes.find((candidate) => candidate.id === at.from!.node);
    const loose = node && findPin(pinsIn(document, catalog, node, called), at.from!.handle);
    return loose ? all.filter((descriptor) => !descriptor.broken && matchingPin(loose, descriptor)) : all;
  }, [at, catalog, called, document]);
}
