import { describe, expect, it } from "vitest";
import { commit, historyOf, redo, undo } from "./history";

describe("history", () => {
  it("undo_AfterSteps_GoesBackOneByOne", () => {
    const history = commit(commit(historyOf("a"), "b", "one", 0), "c", "two", 0);
    expect(undo(history).present).toBe("b");
    expect(undo(undo(history)).present).toBe("a");
    expect(undo(undo(undo(history))).present).toBe("a");
  });

  it("redo_AfterUndo_ComesForwardAgain", () => {
    const history = undo(commit(historyOf("a"), "b", "one", 0));
    expect(redo(history).present).toBe("b");
  });

  it("commit_AfterUndo_DropsWhatWasUndone", () => {
    const history = commit(undo(commit(historyOf("a"), "b", "one", 0)), "c", "two", 0);
    expect(history.future).toEqual([]);
    expect(redo(history).present).toBe("c");
  });

  it("commit_SameKeyInQuickSuccession_IsOneStep", () => {
    const typed = commit(commit(commit(historyOf(""), "h", "type", 0, "label"), "hi", "type", 200, "label"), "hi!", "type", 5000, "label");
    expect(undo(typed).present).toBe("hi");
    expect(undo(undo(typed)).present).toBe("");
  });

  it("commit_SameKeyAfterUndo_IsAStepOfItsOwn", () => {
    const history = commit(undo(commit(historyOf("a"), "b", "type", 0, "label")), "c", "type", 100, "label");
    expect(undo(history).present).toBe("a");
  });

  it("commit_UnchangedState_IsNoStep", () => expect(commit(historyOf("a"), "a", "nothing", 0).past).toEqual([]));
});
