import { useMemo, useState } from "react";
import { formatJson } from "../model/json";
import { piecesOf, shortened } from "../model/longJson";
import { useUi } from "../state/uiStore";
import { Button } from "./controls";
import { download } from "./download";

interface JsonTextProps {
  /** The accessible name, and that of the file. */
  label: string;
  value: unknown;
  className?: string;
}

// What somebody can read at once, and what the browser lays out in a frame.
const shownAtFirst = 20_000;
const pieceLines = 400;
const pieceCharacters = 20_000;

/** A value as JSON. Of a long one the beginning, and the whole of it when it is asked for. */
export function JsonText({ label, value, className }: JsonTextProps) {
  const [all, setAll] = useState(false);
  const { text, isWhole } = useMemo(() => shortened(value, shownAtFirst), [value]);
  return (
    <>
      <pre className={className} tabIndex={0} aria-label={label}>{all && !isWhole ? <Pieces value={value} /> : text}</pre>
      {!isWhole && (
        <div className="json-actions">
          <Button className="small" aria-pressed={all} onClick={() => setAll(!all)}>{all ? "Show less" : "Show all"}</Button>
          <Button className="small" onClick={() => void copy(value)}>Copy</Button>
          <Button className="small" onClick={() => download(`${label}.json`, formatJson(value, 2))}>Download</Button>
        </div>
      )}
    </>
  );
}

/** The whole text; the browser lays out only the pieces that are in sight. */
function Pieces({ value }: { value: unknown }) {
  const pieces = useMemo(() => piecesOf(formatJson(value, 2), pieceLines, pieceCharacters), [value]);
  return pieces.map((piece, index) => <span key={index} className="json-piece">{piece}</span>);
}

async function copy(value: unknown) {
  try {
    await navigator.clipboard.writeText(formatJson(value, 2));
    useUi.getState().toast("success", "The value is on the clipboard.");
  } catch {
    // Browsers keep the clipboard from pages that were not fetched over HTTPS from another machine.
    useUi.getState().toast("error", "This browser gives no clipboard to this page. Download the value instead.");
  }
}
