import { NodeResizer, type NodeProps } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { updateComment } from "../model/edits";
import { useEditor } from "../state/editorStore";
import { useUi } from "../state/uiStore";
import type { CommentElement } from "./elements";

/** A titled frame around nodes. */
export const CommentView = memo(function CommentView({ id, data, selected, draggable }: NodeProps<CommentElement>) {
  const edit = useEditor((state) => state.edit);
  const { comment } = data;
  const title = useRef<HTMLInputElement>(null);
  const isNew = useUi((state) => state.newComment === id);
  useEffect(() => {
    if (!isNew) return;
    title.current?.focus();
    useUi.setState({ newComment: null });
  }, [isNew]);
  return (
    <div className="comment" style={{ "--comment": comment.colour } as React.CSSProperties} data-selected={selected || undefined}>
      {draggable && (
        <NodeResizer
          isVisible={Boolean(selected)}
          minWidth={160}
          minHeight={90}
          onResizeEnd={(_, size) =>
            edit("resize a comment", (document) =>
              updateComment(document, id, { position: { x: size.x, y: size.y }, width: size.width, height: size.height }))
          }
        />
      )}
      <input
        ref={title}
        className="comment-title nodrag"
        aria-label="Comment"
        value={comment.text}
        placeholder="Comment"
        readOnly={!draggable}
        onChange={(event) => edit("write a comment", (document) => updateComment(document, id, { text: event.target.value }), `comment:${id}`)}
      />
    </div>
  );
});
