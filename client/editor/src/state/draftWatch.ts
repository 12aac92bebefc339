import { explain } from "../api/problem";
import { forgetLeaving, keepDraft, keepLeaving, type Draft } from "./drafts";
import { useEditor } from "./editorStore";
import { useUi } from "./uiStore";

const draftMilliseconds = 400;

/**
 * Keeps a draft of every change, a moment after it. `stored`: the database has the draft already that the page began with.
 * A page that goes leaves behind whatever the database has not confirmed: a write under way is lost with its page.
 */
export function watchDraft(stored: boolean) {
  let kept = stored ? present() : undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isKept = () => isSame(kept, present());
  const keep = async () => {
    clearTimeout(timer);
    const draft = present();
    try {
      await keepDraft(draft);
      kept = draft;
      if (isKept()) forgetLeaving();
    } catch (error) {
      useUi.getState().toast("error", `This browser keeps no draft: ${explain(error)}`);
    }
  };
  if (!stored) void keep();
  useEditor.subscribe((state, before) => {
    if (state.history.present === before.history.present && state.base === before.base) return;
    clearTimeout(timer);
    timer = setTimeout(() => void keep(), draftMilliseconds);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !isKept()) void keep(); });
  window.addEventListener("pagehide", () => { if (!isKept() && !keepLeaving(present())) void keep(); });
}

/** What is drawn in this window now. */
export function present(): Draft {
  const { history, base } = useEditor.getState();
  return { document: history.present, base, at: Date.now() };
}

function isSame(a: Draft | undefined, b: Draft): boolean {
  return a?.document === b.document && a.base === b.base;
}
