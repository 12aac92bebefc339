import { brief } from "../model/values";
import { useRuns } from "../state/runStore";

const mostLines = 500;

/** What the run's nodes logged up to the moment that is shown. */
export function RunLog() {
  const logs = useRuns((state) => state.shown.logs);
  if (logs.length === 0) return <p className="panel-note">Nothing was logged. A Log node writes here.</p>;
  return (
    <ol className="log" aria-label="Log">
      {logs.slice(-mostLines).map((line) => (
        <li key={line.seq} className={`log-line ${line.level}`}>
          <time>{line.at.slice(11, 23)}</time>
          <span className="log-level">{line.level}</span>
          {line.node && <code>{line.frame ? `${line.frame}/` : ""}{line.node}</code>}
          <span>{line.message} {line.value !== undefined && brief(line.value, 200)}</span>
        </li>
      ))}
    </ol>
  );
}
