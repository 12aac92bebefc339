import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nothingSerious } from "./accessibility";
import { EditorPage, freshName, launch } from "./editorPage";
import { divide, loop, slow, sum, waiting } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

const themes = ["dark", "light"] as const;

describe("accessibility", () => {
  it.each(themes)("Drawing_In%sTheme_HasNothingSeriousForAxe", async (theme) => {
    const editor = await EditorPage.open(browser, { theme });
    await nothingSerious(editor.page, "empty flow");
    await editor.import(loop(freshName("axe")));
    await nothingSerious(editor.page, "drawing");
    for (const [label, id] of [["START", "start"], ["For each", "each"], ["Log", "log"], ["RETURN", "return"]] as const) {
      await editor.node(label, id).click();
      await editor.inspector.getByRole("textbox", { name: "Label" }).waitFor();
      await nothingSerious(editor.page, `inspector of ${label}`);
    }
    await editor.page.keyboard.press("Control+a");
    await editor.inspector.getByRole("heading", { name: /items/ }).waitFor();
    await nothingSerious(editor.page, "inspector of several");
    await editor.page.keyboard.press("c");
    await editor.inspector.getByRole("textbox", { name: "Text" }).waitFor();
    await nothingSerious(editor.page, "comment");
    await editor.variables.getByRole("button", { name: "Add variable" }).click();
    await nothingSerious(editor.page, "variables");
    await editor.close();
  });

  it.each(themes)("Problems_In%sTheme_HaveNothingSeriousForAxe", async (theme) => {
    const editor = await EditorPage.open(browser, { theme });
    const flow = sum(freshName("axe_wrong"));
    flow.flow.nodes[0]!.data.config!.api_schema = { x: { type: "str" } };
    await editor.import(flow);
    await editor.problems.getByRole("button").first().click();
    await nothingSerious(editor.page, "a wire that is wrong");
    await editor.node("Add", "add").click();
    await nothingSerious(editor.page, "a node that is wrong");
    await editor.context.setOffline(true);
    await editor.button("Validate").click();
    await editor.page.getByText("RayFlow is away.").waitFor();
    await nothingSerious(editor.page, "the server away");
    await editor.close();
  });

  it.each(themes)("Runs_In%sTheme_HaveNothingSeriousForAxe", async (theme) => {
    const editor = await EditorPage.open(browser, { theme });
    const name = freshName("axe_run");
    await editor.import(loop(name));
    await editor.run();
    await editor.ended("completed");
    await editor.node("Log", "log").click();
    await editor.inspector.getByLabel("Read").waitFor();
    await nothingSerious(editor.page, "run");
    await editor.result.getByRole("button", { name: "Log", exact: true }).click();
    await nothingSerious(editor.page, "log");
    await editor.tab("Runs");
    await editor.runs.getByRole("table").waitFor();
    await nothingSerious(editor.page, "runs");
    await editor.import(divide(freshName("axe_failed")));
    await editor.run({ y: "0" });
    await editor.ended("failed");
    await nothingSerious(editor.page, "failed run");
    await editor.tab("Runs");
    await editor.runs.getByRole("combobox", { name: "Which flow" }).selectOption("all");
    await editor.runs.getByRole("row").filter({ hasText: name }).first().click();
    await editor.page.getByText("read only").waitFor();
    await expect.poll(() => editor.state("log")).toBe("completed");
    await nothingSerious(editor.page, "run of another flow");
    await editor.close();
  });

  it.each(themes)("WaitingRun_In%sTheme_HasNothingSeriousForAxe", async (theme) => {
    const editor = await EditorPage.open(browser, { theme });
    await editor.import(waiting(freshName("axe_waiting")));
    await editor.run();
    await editor.result.getByRole("button", { name: "send it…" }).waitFor();
    await nothingSerious(editor.page, "waiting run");
    await editor.button("Pause").click();
    await editor.button("Resume").waitFor();
    await nothingSerious(editor.page, "paused run");
    await editor.result.getByRole("button", { name: "send it…" }).click();
    await editor.dialog.getByLabel("Payload").waitFor();
    await nothingSerious(editor.page, "signal");
    await editor.close();
  });

  it.each(themes)("Dialogs_In%sTheme_HaveNothingSeriousForAxe", async (theme) => {
    const editor = await EditorPage.open(browser, { theme });
    const name = freshName("axe_dialogs");
    const shown = async (what: string) => {
      await nothingSerious(editor.page, what);
      await editor.page.keyboard.press("Escape");
      await expect.poll(() => editor.dialog.count()).toBe(0);
    };
    await editor.import(slow(name, 0));
    await editor.save(1);
    await editor.page.keyboard.press("?");
    await editor.dialog.getByText("Keyboard shortcuts").waitFor();
    await shown("shortcuts");
    await editor.page.keyboard.press("Control+o");
    await editor.dialog.getByText(name).first().waitFor();
    await shown("flows");
    await editor.page.keyboard.press("/");
    await editor.dialog.getByRole("option").first().waitFor();
    await shown("search");
    await editor.page.getByRole("button", { name: "Flow menu" }).click();
    await nothingSerious(editor.page, "flow menu");
    await editor.page.getByRole("menuitem", { name: "Versions and differences…" }).click();
    await editor.dialog.getByText("Version 1").first().waitFor();
    await shown("versions");
    await editor.node("Delay", "delay").click({ button: "right" });
    await editor.page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
    await nothingSerious(editor.page, "canvas menu");
    await editor.page.keyboard.press("Escape");
    await editor.run();
    await editor.ended("completed");
    await editor.node("Delay", "delay").click();
    await editor.inspector.getByRole("button", { name: "Again from here…" }).click();
    await editor.dialog.getByRole("textbox", { name: "seconds" }).waitFor();
    await shown("rerun");
    await editor.import(divide(freshName("axe_form")));
    await editor.button("Run").click();
    await editor.dialog.getByRole("textbox", { name: "y" }).waitFor();
    await editor.dialog.getByRole("button", { name: "Run", exact: true }).click();
    await nothingSerious(editor.page, "run form");
    await editor.close();
  });

  it.each(themes)("ConflictAndDifferences_In%sTheme_HaveNothingSeriousForAxe", async (theme) => {
    const name = freshName("axe_conflict");
    const mine = await EditorPage.open(browser, { theme });
    await mine.import(sum(name));
    await mine.save(1);
    const theirs = await EditorPage.open(browser, { hash: `#/flows/${name}` });
    await theirs.node("Add", "add").click();
    await theirs.inspector.getByRole("textbox", { name: "Label" }).fill("Theirs");
    await theirs.save(2);
    await theirs.close();
    await mine.add("Multiply", { x: 330, y: 300 });
    await mine.button("Save").click();
    await mine.dialog.getByText("Somebody else saved this flow").waitFor();
    await nothingSerious(mine.page, "conflict");
    await mine.dialog.getByRole("button", { name: "See the differences" }).click();
    await mine.page.locator('.node[data-change="added"]').waitFor();
    await nothingSerious(mine.page, "differences");
    await mine.close();
  });
});
