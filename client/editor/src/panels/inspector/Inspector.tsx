import { commentsOf } from "../../model/document";
import { useCatalog } from "../../state/catalogStore";
import { selectedIds, shownDocument, useEditor } from "../../state/editorStore";
import { CommentSection } from "./CommentSection";
import { FlowSection } from "./FlowSection";
import { ManySection } from "./ManySection";
import { NodeSection } from "./NodeSection";
import { WireSection } from "./WireSection";

/** What is chosen, open to change: a node, a wire, several things, or else the flow itself. */
export function Inspector() {
  const nodeIds = useEditor((state) => state.nodes.filter((node) => node.selected).map((node) => node.id).join("\n"));
  const edgeIds = useEditor((state) => state.edges.filter((edge) => edge.selected).map((edge) => edge.id).join("\n"));
  const readOnly = useEditor((state) => state.view !== undefined);
  const document = useEditor(shownDocument);
  useCatalog((state) => state.catalog);
  const { nodes, edges } = selectedIds(useEditor.getState());
  const count = nodes.size + edges.size;
  const node = nodes.size === 1 && edges.size === 0 ? document.flow.nodes.find((candidate) => nodes.has(candidate.id)) : undefined;
  const comment = count === 1 ? commentsOf(document).find((candidate) => nodes.has(candidate.id)) : undefined;
  const edge = edges.size === 1 && nodes.size === 0 ? document.flow.edges.find((candidate) => edges.has(candidate.id)) : undefined;
  return (
    <section className="panel inspector" aria-label="Inspector" data-chosen={nodeIds || edgeIds || undefined}>
      {node ? <NodeSection key={node.id} node={node} readOnly={readOnly} />
        : comment ? <CommentSection comment={comment} readOnly={readOnly} />
        : edge ? <WireSection edge={edge} readOnly={readOnly} />
        : count > 1 ? <ManySection count={count} readOnly={readOnly} />
        : <FlowSection document={document} readOnly={readOnly} />}
    </section>
  );
}
