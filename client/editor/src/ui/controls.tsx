import { Tooltip } from "radix-ui";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: "plain" | "primary" | "danger" | "ghost";
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ tone = "plain", icon, children, className = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} className={`button ${tone} ${className}`} {...rest}>
      {icon}
      {children !== undefined && <span className="button-text">{children}</span>}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  hint?: ReactNode;
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that shows only an icon; its name is told by a tooltip and to screen readers. */
export function IconButton({ label, hint, shortcut, children, className = "", ...rest }: IconButtonProps) {
  return (
    <Hint text={hint ?? label} shortcut={shortcut}>
      <button type="button" aria-label={label} className={`icon-button ${className}`} {...rest}>
        {children}
      </button>
    </Hint>
  );
}

export function Hint({ text, shortcut, children, side = "bottom" }: { text: ReactNode; shortcut?: string; children: ReactNode; side?: "top" | "bottom" | "left" | "right" }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8} side={side}>
          <span>{text}</span>
          {shortcut && <kbd>{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export function Empty({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon" aria-hidden="true">{icon}</div>}
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}

export function Badge({ tone = "muted", children, title }: { tone?: string; children: ReactNode; title?: string }) {
  return <span className={`badge ${tone}`} title={title}>{children}</span>;
}
