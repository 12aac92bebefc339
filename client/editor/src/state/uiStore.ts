import { create } from "zustand";

export type Theme = "dark" | "light" | "system";
export type DockTab = "problems" | "runs" | "details";

export interface Toast {
  id: number;
  tone: "info" | "success" | "error";
  text: string;
  /** What can be done about it. */
  action?: { label: string; run(): void };
}

export interface QuickAddAt {
  /** Where the search opens, in pixels of the window. */
  screen: { x: number; y: number };
  /** Where the node goes, in the canvas' own coordinates. */
  flow: { x: number; y: number };
  /** The pin that the wire which was dropped comes from. */
  from?: { node: string; handle: string };
}

export type Dialog = "shortcuts" | "run" | "flows" | "versions" | "conflict" | "key" | "rerun" | "signal" | null;

interface UiState {
  theme: Theme;
  dockOpen: boolean;
  dockTab: DockTab;
  /** The height that was chosen for the panel below the canvas, in pixels; undefined leaves it to the window's. */
  dockHeight: number | undefined;
  paletteOpen: boolean;
  inspectorOpen: boolean;
  snap: boolean;
  minimap: boolean;
  /** A large flow is seen from far away: its pins are too small to be wired. */
  far: boolean;
  /** The server did not answer the last call. */
  away: boolean;
  /** What has just come onto the canvas is not in its place yet. */
  settling: boolean;
  /** What the address asks for is being fetched; nothing can be drawn until it is there. */
  opening: boolean;
  dialog: Dialog;
  dialogData: unknown;
  quickAdd: QuickAddAt | null;
  /** The comment that has just been made, until its title has the focus. */
  newComment: string | null;
  toasts: Toast[];
  setTheme(theme: Theme): void;
  showDock(tab: DockTab): void;
  setDockHeight(height: number | undefined): void;
  toggle(what: "dockOpen" | "paletteOpen" | "inspectorOpen" | "snap" | "minimap"): void;
  openDialog(dialog: Dialog, data?: unknown): void;
  openQuickAdd(at: QuickAddAt | null): void;
  toast(tone: Toast["tone"], text: string, action?: Toast["action"]): void;
  dismiss(id: number): void;
}

const toastMilliseconds = { info: 4000, success: 3000, error: 8000 };
const actionMilliseconds = 12_000;
let nextToast = 1;

function stored<T extends string>(key: string, fallback: T): T {
  return (localStorage.getItem(`rayflow.${key}`) as T | null) ?? fallback;
}

export const useUi = create<UiState>((set, get) => ({
  theme: stored<Theme>("theme", "system"),
  dockOpen: stored("dockOpen", "true") === "true",
  dockTab: "problems",
  dockHeight: Number(stored("dockHeight", "")) || undefined,
  paletteOpen: stored("paletteOpen", "true") === "true",
  inspectorOpen: stored("inspectorOpen", "true") === "true",
  snap: stored("snap", "true") === "true",
  minimap: stored("minimap", "true") === "true",
  far: false,
  away: false,
  settling: true,
  opening: false,
  dialog: null,
  dialogData: undefined,
  quickAdd: null,
  newComment: null,
  toasts: [],
  setTheme(theme) {
    localStorage.setItem("rayflow.theme", theme);
    applyTheme(theme);
    set({ theme });
  },
  showDock: (dockTab) => set({ dockTab, dockOpen: true }),
  setDockHeight(dockHeight) {
    if (dockHeight === undefined) localStorage.removeItem("rayflow.dockHeight");
    else localStorage.setItem("rayflow.dockHeight", String(dockHeight));
    set({ dockHeight });
  },
  toggle(what) {
    localStorage.setItem(`rayflow.${what}`, String(!get()[what]));
    set({ [what]: !get()[what] } as Pick<UiState, typeof what>);
  },
  openDialog(dialog, dialogData) {
    // What was told before is not to lie over what is asked now.
    const toasts = dialog ? get().toasts.filter((toast) => toast.tone === "error") : get().toasts;
    set({ dialog, dialogData, toasts });
  },
  openQuickAdd: (quickAdd) => set({ quickAdd }),
  toast(tone, text, action) {
    const id = nextToast++;
    set({ toasts: [...get().toasts.filter((toast) => toast.text !== text), { id, tone, text, action }].slice(-4) });
    setTimeout(() => get().dismiss(id), action ? actionMilliseconds : toastMilliseconds[tone]);
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

const lightQuery = window.matchMedia("(prefers-color-scheme: light)");

export function applyTheme(theme: Theme) {
  const light = theme === "light" || (theme === "system" && lightQuery.matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
}

lightQuery.addEventListener("change", () => applyTheme(useUi.getState().theme));
