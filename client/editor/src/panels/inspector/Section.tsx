import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useRef, useState, type ReactNode } from "react";

export function Section({ title, children, open: first = true, aside }: { title: string; children: ReactNode; open?: boolean; aside?: ReactNode }) {
  const [open, setOpen] = useState(first);
  const body = useRef<HTMLDivElement>(null);
  const change = (next: boolean) => {
    setOpen(next);
    // What was opened at the panel's lower end should be seen.
    if (next) requestAnimationFrame(() => body.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <Collapsible.Root className="section" open={open} onOpenChange={change}>
      <div className="section-head">
        <Collapsible.Trigger className="section-title"><ChevronRight size={13} aria-hidden="true" />{title}</Collapsible.Trigger>
        {aside}
      </div>
      <Collapsible.Content ref={body} className="section-body">{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
