import {
  AlignCenterHorizontal, AlignCenterVertical, AlignEndHorizontal, AlignEndVertical, AlignHorizontalSpaceAround, AlignStartHorizontal, AlignStartVertical, AlignVerticalSpaceAround,
} from "lucide-react";
import { addComment, alignSelection, deleteSelection, duplicateSelection } from "../../state/commands";
import type { Alignment } from "../../model/edits";
import { Button, IconButton } from "../../ui/controls";
import { Section } from "./Section";

const ways: [Alignment, string, typeof AlignStartVertical][] = [
  ["left", "Align left edges", AlignStartVertical], ["centre", "Align centres", AlignCenterVertical], ["right", "Align right edges", AlignEndVertical],
  ["top", "Align top edges", AlignStartHorizontal], ["middle", "Align middles", AlignCenterHorizontal], ["bottom", "Align bottom edges", AlignEndHorizontal],
  ["spread-x", "Spread sideways", AlignHorizontalSpaceAround], ["spread-y", "Spread downwards", AlignVerticalSpaceAround],
];

export function ManySection({ count, readOnly }: { count: number; readOnly: boolean }) {
  return (
    <>
      <div className="inspector-head plain"><h2>{count} items</h2></div>
      {!readOnly && (
        <>
          <Section title="Arrange">
            <div className="button-grid">
              {ways.map(([how, label, Icon]) => (
                <IconButton key={how} label={label} onClick={() => alignSelection(how)}><Icon size={16} aria-hidden="true" /></IconButton>
              ))}
            </div>
          </Section>
          <div className="inspector-actions">
            <Button className="small" onClick={() => addComment()}>Frame with a comment</Button>
            <Button className="small" onClick={duplicateSelection}>Duplicate</Button>
            <Button className="small" tone="danger" onClick={deleteSelection}>Delete</Button>
          </div>
        </>
      )}
    </>
  );
}
