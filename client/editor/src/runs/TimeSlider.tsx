import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import { Slider } from "radix-ui";
import { duration } from "../model/values";
import { useRuns } from "../state/runStore";
import { IconButton } from "../ui/controls";

/** Steps through the run's events, forwards and backwards; at its end it follows the run. */
export function TimeSlider() {
  const { events, at, setAt } = useRuns();
  const last = events.length;
  if (last === 0) return null;
  const position = at === undefined ? last : events.findLastIndex((event) => event.seq <= at) + 1;
  const go = (next: number) => setAt(next >= last ? undefined : (events[Math.max(next, 1) - 1]?.seq ?? undefined));
  return (
    <div className="time-slider">
      <IconButton label="First event" onClick={() => go(1)}><ChevronFirst size={15} aria-hidden="true" /></IconButton>
      <IconButton label="Step back" disabled={position <= 1} onClick={() => go(position - 1)}><ChevronLeft size={15} aria-hidden="true" /></IconButton>
      <Slider.Root className="slider" min={1} max={Math.max(last, 2)} value={[position]} onValueChange={([next]) => go(next ?? last)}>
        <Slider.Track className="slider-track"><Slider.Range className="slider-range" /></Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label="Time in the run" />
      </Slider.Root>
      <IconButton label="Step forward" disabled={at === undefined} onClick={() => go(position + 1)}><ChevronRight size={15} aria-hidden="true" /></IconButton>
      <IconButton label="Latest event" aria-pressed={at === undefined} onClick={() => setAt(undefined)}><ChevronLast size={15} aria-hidden="true" /></IconButton>
    </div>
  );
}

/** Which event the slider stands at. */
export function TimeText() {
  const { events, at } = useRuns();
  const position = at === undefined ? events.length : events.findLastIndex((event) => event.seq <= at) + 1;
  const event = events[position - 1];
  const first = events[0];
  if (!event || !first) return null;
  const since = (Date.parse(event.at) - Date.parse(first.at)) / 1000;
  return (
    <span className="slider-text">
      {position}/{events.length} · {event.type.replaceAll("_", " ")} {event.node_id && <code>{event.frame ? `${event.frame}/` : ""}{event.node_id}</code>} <small>+{duration(since)}</small>
    </span>
  );
}
