import { ContextMenu } from "radix-ui";
import { useState, type ReactNode } from "react";
import { addComment, alignSelection, copyText, deleteSelection, duplicateSelection, layOut, pasteText, selectAll } from "../state/commands";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import type { Alignment } from "../model/edits";
import { fitAll, toFlow } from "./viewport";

const alignments: [Alignment, string][] = [
  ["left", "Left edges"], ["centre", "Centres"], ["right", "Right edges"],
  ["top", "Top edges"], ["middle", "Middles"], ["bottom", "Bottom edges"],
  ["spread-x", "Spread sideways"], ["spread-y", "Spread downwards"],
];

export async function copyToClipboard(): Promise<boolean> {
  const text = copyText();
  if (text === undefined) return false;
  await navigator.clipboard.writeText(text);
  return true;
}

/** The menu under the right mouse button, for the canvas and for what is chosen on it. */
export function CanvasMenu({ children }: { children: ReactNode }) {
  const [at, setAt] = useState({ x: 0, y: 0 });
  const chosen = useEditor((state) => state.nodes.filter((node) => node.selected).length + state.edges.filter((edge) => edge.selected).length);
  const readOnly = useEditor((state) => state.view !== undefined);
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={(event) => { setAt({ x: event.clientX, y: event.clientY }); chooseUnder(event.target as Element); }}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" onCloseAutoFocus={(event) => { if (document.activeElement?.matches(".comment-title")) event.preventDefault(); }}>
          {!readOnly && <Item onSelect={() => useUi.getState().openQuickAdd({ screen: at, flow: toFlow(at) })} keys="/">Add a node…</Item>}
          {!readOnly && <Item onSelect={() => addComment(chosen ? undefined : toFlow(at))} keys="C">Comment</Item>}
          <ContextMenu.Separator className="menu-line" />
          <Item disabled={!chosen || readOnly} onSelect={() => void copyToClipboard().then((copied) => copied && deleteSelection())} keys="Ctrl X">Cut</Item>
          <Item disabled={!chosen} onSelect={() => void copyToClipboard()} keys="Ctrl C">Copy</Item>
          <Item disabled={readOnly} onSelect={() => void navigator.clipboard.readText().then((text) => pasteText(text, toFlow(at)))} keys="Ctrl V">Paste here</Item>
          <Item disabled={!chosen || readOnly} onSelect={duplicateSelection} keys="Ctrl D">Duplicate</Item>
          <Item disabled={!chosen || readOnly} onSelect={deleteSelection} keys="Del">Delete</Item>
          <ContextMenu.Separator className="menu-line" />
          <ContextMenu.Sub>
            <ContextMenu.SubTrigger className="menu-item" disabled={chosen < 2 || readOnly}>Align</ContextMenu.SubTrigger>
            <ContextMenu.Portal>
              <ContextMenu.SubContent className="menu">
                {alignments.map(([how, label]) => <Item key={how} onSelect={() => alignSelection(how)}>{label}</Item>)}
              </ContextMenu.SubContent>
            </ContextMenu.Portal>
          </ContextMenu.Sub>
          <Item disabled={readOnly} onSelect={() => void layOut()} keys="L">Lay out</Item>
          <Item onSelect={selectAll} keys="Ctrl A">Select all</Item>
          <Item onSelect={fitAll} keys="F">Fit to view</Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** The right button on something that is not chosen chooses it first. */
function chooseUnder(target: Element) {
  const id = target.closest<HTMLElement>(".react-flow__node, .react-flow__edge")?.dataset.id;
  const { nodes, edges, select } = useEditor.getState();
  if (id && ![...nodes, ...edges].some((item) => item.id === id && item.selected)) select([id]);
}

function Item({ children, keys, ...rest }: { children: ReactNode; keys?: string; disabled?: boolean; onSelect(): void }) {
  return (
    <ContextMenu.Item className="menu-item" {...rest}>
      <span>{children}</span>
      {keys && <kbd>{keys}</kbd>}
    </ContextMenu.Item>
  );
}
