import { AlertTriangle, ChevronRight, Search, User } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { startNodeDrag } from "../canvas/dragging";
import { NodeIcon } from "../canvas/icons";
import { byCategory, searchCatalog, type NodeDescriptor } from "../model/catalog";
import { useCatalog } from "../state/catalogStore";
import { addNodeSomewhere } from "../state/commands";
import { Button, Empty } from "../ui/controls";

const titles: Record<string, string> = { base: "Basics", io: "Files and web", data: "Lists and dicts", string: "Text", flow: "Flow control", convert: "Conversion" };

function titleOf(category: string): string {
  return titles[category] ?? category.charAt(0).toUpperCase() + category.slice(1);
}

/** Every node there is, by category; drag one onto the canvas, or choose it with Enter. */
export function Palette() {
  const { catalog, status, problem, load } = useCatalog();
  const [query, setQuery] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => {
    const found = searchCatalog(catalog.values(), query);
    return query ? [{ category: "", nodes: found }] : byCategory(found);
  }, [catalog, query]);
  const count = groups.reduce((sum, group) => sum + group.nodes.length, 0);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const options = [...(list.current?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
    const at = options.indexOf(document.activeElement as HTMLElement);
    const next = options[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const toggle = (category: string) => {
    const next = new Set(closed);
    if (!next.delete(category)) next.add(category);
    setClosed(next);
  };

  return (
    <section className="panel palette" aria-label="Palette" onKeyDown={onKeyDown}>
      <label className="search">
        <Search size={15} aria-hidden="true" />
        <input
          type="search"
          aria-label="Search nodes"
          placeholder="Search nodes"
          value={query}
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = groups[0]?.nodes[0];
            if (event.key === "Enter" && query && first && !first.broken) addNodeSomewhere(first.type);
            if (event.key === "Escape") setQuery("");
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <div className="palette-list" ref={list}>
        {status === "loading" && <PaletteSkeleton />}
        {status === "failed" && <Empty title="No catalogue"><p>{problem}</p><Button onClick={() => void load()}>Try again</Button></Empty>}
        {status === "ready" && count === 0 && <Empty title={`No node answers to “${query}”`} />}
        {groups.map(({ category, nodes }) => (
          <div key={category} className="palette-group">
            {category && (
              <button type="button" className="palette-title" aria-expanded={!closed.has(category)} onClick={() => toggle(category)}>
                <ChevronRight size={13} aria-hidden="true" />
                {titleOf(category)}
                <span className="count">{nodes.length}</span>
              </button>
            )}
            {!closed.has(category) && nodes.length > 0 && (
              <div role="listbox" aria-label={category ? titleOf(category) : "Found nodes"}>
                {nodes.map((node, index) => <PaletteItem key={node.type} node={node} isTabStop={index === 0} />)}
              </div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

/** The Tab key stops once a category; the arrow keys go from node to node. */
function PaletteItem({ node, isTabStop }: { node: NodeDescriptor; isTabStop: boolean }) {
  const broken = node.errors[0];
  return (
    <div
      role="option"
      aria-selected={false}
      aria-disabled={node.broken || undefined}
      tabIndex={isTabStop ? 0 : -1}
      draggable={!node.broken}
      className={`palette-item kind-${node.kind}`}
      data-type={node.type}
      title={broken ? `${broken.file}:${broken.line}:${broken.column} ${broken.message}` : `${node.description}\n${node.type}`}
      onDragStart={(event) => startNodeDrag(event, { type: node.type })}
      onClick={() => !node.broken && addNodeSomewhere(node.type)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        if (!node.broken) addNodeSomewhere(node.type);
      }}
    >
      <span className="palette-icon"><NodeIcon name={node.icon} /></span>
      <span className="palette-label">{node.label}</span>
      {node.origin !== "builtin" && !node.broken && <User size={12} className="palette-mark" aria-label="your own node" />}
      {node.broken && <AlertTriangle size={13} className="palette-mark broken" aria-label="broken" />}
      {node.broken && broken && <span className="palette-error">{broken.file}:{broken.line} {broken.message}</span>}
    </div>
  );
}

function PaletteSkeleton() {
  return <div aria-busy="true" aria-label="Loading">{Array.from({ length: 12 }, (_, index) => <div key={index} className="skeleton" />)}</div>;
}
