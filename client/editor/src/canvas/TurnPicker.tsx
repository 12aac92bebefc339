import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { seenTurns } from "../model/frames";
import { regionsOf } from "../model/regions";
import { useCatalog } from "../state/catalogStore";
import { shownDocument, useEditor } from "../state/editorStore";
import { useRuns } from "../state/runStore";

/** Under a loop that has run: which turn its body shows. */
export function TurnPicker({ owner }: { owner: string }) {
  const shown = useRuns((state) => (state.runId ? state.shown : undefined));
  const chosen = useRuns((state) => state.turns);
  const choose = useRuns((state) => state.chooseTurn);
  const document = useEditor(shownDocument);
  const catalog = useCatalog((state) => state.catalog);
  const members = useMemo(() => {
    const region = shown ? regionsOf(document, catalog).find((candidate) => candidate.owner === owner) : undefined;
    return region?.members;
  }, [shown === undefined, document, catalog, owner]);
  const turns = useMemo(() => (shown && members ? seenTurns(shown, owner, members, chosen) : []), [shown, members, owner, chosen]);
  const last = turns.at(-1);
  if (last === undefined) return null;
  const at = chosen.get(owner);
  const position = at === undefined ? turns.length - 1 : turns.indexOf(at);
  return (
    // Stepping keeps what is chosen, so that its values can be watched from turn to turn.
    <div className="turns nodrag" role="group" aria-label={`Turns of ${owner}`} onClick={(event) => event.stopPropagation()}>
      <button type="button" aria-label="Previous turn" disabled={position <= 0} onClick={() => choose(owner, turns[position - 1])}>
        <ChevronLeft size={13} aria-hidden="true" />
      </button>
      <span className="turn-number" title={`${owner}[${turns[position] ?? last}]`}>turn {position + 1} <small>of {turns.length}</small></span>
      <button type="button" aria-label="Next turn" disabled={position >= turns.length - 1} onClick={() => choose(owner, turns[position + 1])}>
        <ChevronRight size={13} aria-hidden="true" />
      </button>
      <button type="button" className="turn-latest" aria-pressed={at === undefined} onClick={() => choose(owner, undefined)}>latest</button>
    </div>
  );
}
