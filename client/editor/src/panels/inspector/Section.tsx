import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState, type ReactNode } from "react";

export function Section({ title, children, open: first = true, aside }: { title: string; children: ReactNode; open?: boolean; aside?: ReactNode }) {
  const [open, setOpen] = useState(first);
  return (
    <Collapsible.Root className="section" open={open} onOpenChange={setOpen}>
      <div className="section-head">
        <Collapsible.Trigger className="section-title"><ChevronRight size={13} aria-hidden="true" />{title}</Collapsible.Trigger>
        {aside}
      </div>
      <Collapsible.Content className="section-body">{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
