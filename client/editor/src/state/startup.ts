import { askForKeyWith } from "../api/http";
import { openRun, showLastRun } from "../runs/actions";
import { useCatalog } from "./catalogStore";
import { watchDraft } from "./draftWatch";
import { readDraft, type Draft } from "./drafts";
import { isDirty, useEditor } from "./editorStore";
import { askForKey } from "./keys";
import { readLink } from "./links";
import { watchReach } from "./reach";
import { openSaved } from "./opening";
import { listenForShortcuts } from "./shortcuts";
import { applyTheme, useUi } from "./uiStore";
import { validateSoon } from "./validation";

const catalogRetryMilliseconds = 2500;

/**
 * Brings back what was drawn, and keeps drafts and the validation up with the document. The page is drawn after that: what
 * somebody drew before would be lost to the draft.
 */
export async function startUp() {
  applyTheme(useUi.getState().theme);
  askForKeyWith(askForKey);
  watchReach();
  void loadCatalog();
  // A link opens its flow in a new window; what another window draws stays there.
  const { draft, stored } = await readDraft(readLink(location.hash) === undefined).catch(() => ({ draft: undefined, stored: true }));
  if (draft) useEditor.getState().open(draft.document, draft.base);
  else useEditor.getState().refresh();
  watch();
  watchDraft(stored);
  listenForShortcuts();
  validateSoon(0);
  void followLink(draft);
  window.addEventListener("hashchange", () => void followLink(undefined));
}

async function loadCatalog() {
  await useCatalog.getState().load();
  if (useCatalog.getState().status === "ready") return;
  setTimeout(() => void loadCatalog(), catalogRetryMilliseconds);
}

/** Opens what the address asks for. Until it is there nothing can be drawn, since it takes the place of what is. */
async function followLink(draft: Draft | undefined) {
  const link = readLink(location.hash);
  if (!link || (link.kind === "flow" && link.name === draft?.base?.name)) return showLastRun();
  useUi.setState({ opening: true });
  try {
    await (link.kind === "run" ? openRun(link.id) : openSaved(link.name));
  } finally {
    useUi.setState({ opening: false });
  }
}

function watch() {
  useEditor.subscribe((state, before) => {
    document.title = `${isDirty(state) ? "• " : ""}${state.history.present.metadata.name || "untitled"} · RayFlow`;
    if (state.history.present === before.history.present) return;
    validateSoon();
    void useCatalog.getState().learnCalledFlows(state.history.present);
  });
}
