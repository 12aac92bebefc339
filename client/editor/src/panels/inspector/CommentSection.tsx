import { commentColours, type Comment } from "../../model/document";
import { updateComment } from "../../model/edits";
import { deleteSelection } from "../../state/commands";
import { useEditor } from "../../state/editorStore";
import { Button } from "../../ui/controls";
import { Section } from "./Section";

export function CommentSection({ comment, readOnly }: { comment: Comment; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const change = (label: string, part: Partial<Comment>) => edit(label, (document) => updateComment(document, comment.id, part), `comment:${comment.id}`);
  return (
    <>
      <div className="inspector-head plain"><h2>Comment</h2></div>
      <Section title="About">
        <label className="field">
          <span className="field-head">Text</span>
          <input className="input" value={comment.text} readOnly={readOnly} onChange={(event) => change("write a comment", { text: event.target.value })} />
        </label>
        <div className="field">
          <span className="field-head">Colour</span>
          <div className="swatches" role="group" aria-label="Colour">
            {commentColours.map((colour, index) => (
              <button
                key={colour} type="button" className="swatch" style={{ background: colour }} disabled={readOnly}
                aria-label={`Colour ${index + 1}`} aria-pressed={comment.colour === colour} onClick={() => change("colour a comment", { colour })}
              />
            ))}
          </div>
        </div>
      </Section>
      {!readOnly && <div className="inspector-actions"><Button className="small" tone="danger" onClick={deleteSelection}>Delete comment</Button></div>}
    </>
  );
}
