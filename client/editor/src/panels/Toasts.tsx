import { X } from "lucide-react";
import { useUi } from "../state/uiStore";

export function Toasts() {
  const toasts = useUi((state) => state.toasts);
  const dismiss = useUi((state) => state.dismiss);
  return (
    <div className="toasts" role="region" aria-label="Notifications" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast ${toast.tone}`} role={toast.tone === "error" ? "alert" : "status"}>
          <span className="toast-text">
            {toast.text}
            {toast.action && <button type="button" className="link" onClick={() => { dismiss(toast.id); toast.action!.run(); }}>{toast.action.label}</button>}
          </span>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}><X size={13} aria-hidden="true" /></button>
        </div>
      ))}
    </div>
  );
}
