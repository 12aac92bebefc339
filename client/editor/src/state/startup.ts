import { fitAll } from "../canvas/viewport";
import { explain } from "../api/problem";
import { sameDocument } from "../model/document";
import { openRun } from "../runs/actions";
import { useCatalog } from "./catalogStore";
import { keepDraft, keepLeaving, readDraft, type Draft } from "./drafts";
import { isDirty, useEditor } from "./editorStore";
import { readLink } from "./links";
import { openSaved } from "./saving";
import { listenForShortcuts } from "./shortcuts";
import { applyTheme, useUi } from "./uiStore";
import { validateSoon } from "./validation";

const draftMilliseconds = 400;
const catalogRetryMilliseconds = 2500;

/** Brings back what was drawn, follows the address, and keeps drafts and the validation up with the document. */
export async function startUp() {
  applyTheme(useUi.getState().theme);
  listenForShortcuts();
  void loadCatalog();
  const draft = await readDraft().catch(() => undefined);
  if (draft) restore(draft);
  else useEditor.getState().refresh();
  watch();
  validateSoon(0);
  await followLink(draft);
  window.addEventListener("hashchange", () => void followLink(undefined));
}

async function loadCatalog() {
  await useCatalog.getState().load();
  if (useCatalog.getState().status === "ready") return;
  setTimeout(() => void loadCatalog(), catalogRetryMilliseconds);
}

function restore(draft: Draft) {
  const base = draft.base;
  // An unchanged draft is the saved document itself, so that it does not count as changed.
  if (base && sameDocument(base.document, draft.document)) base.document = draft.document;
  useEditor.getState().open(draft.document, base);
  setTimeout(fitAll, 80);
}

async function followLink(draft: Draft | undefined) {
  const link = readLink(location.hash);
  if (link?.kind === "run") await openRun(link.id);
  else if (link && link.name !== draft?.base?.name) await openSaved(link.name);
}

function watch() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const present = (): Draft => {
    const { history, base } = useEditor.getState();
    return { document: history.present, base, at: Date.now() };
  };
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    keepDraft(present()).catch((error: unknown) => useUi.getState().toast("error", `This browser keeps no draft: ${explain(error)}`));
  };
  useEditor.subscribe((state, before) => {
    document.title = `${isDirty(state) ? "• " : ""}${state.history.present.metadata.name || "untitled"} · RayFlow`;
    if (state.history.present === before.history.present && state.base === before.base) return;
    clearTimeout(timer);
    timer = setTimeout(keep, draftMilliseconds);
    if (state.history.present === before.history.present) return;
    validateSoon();
    void useCatalog.getState().learnCalledFlows(state.history.present);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) keep(); });
  window.addEventListener("pagehide", () => { if (timer && !keepLeaving(present())) keep(); });
}
