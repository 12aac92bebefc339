import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { EditorPage, freshName, launch } from "./editorPage";
import { sum } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

const dirty = (editor: EditorPage) => editor.page.getByRole("img", { name: "Not saved" });

async function saved(name: string): Promise<EditorPage> {
  const editor = await EditorPage.open(browser);
  await editor.import(sum(name));
  await editor.save(1);
  return editor;
}

describe("saving", () => {
  it("Save_ChangedFlow_IsAVersionOnTheServer", async () => {
    const name = freshName("saved");
    const editor = await saved(name);
    await expect.poll(() => dirty(editor).count()).toBe(0);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Plus");
    await dirty(editor).waitFor();
    await editor.save(2);
    await expect.poll(() => dirty(editor).count()).toBe(0);
    const other = await EditorPage.open(browser, { hash: `#/flows/${name}` });
    await other.node("Plus", "add").waitFor();
    await other.close();
    await editor.close();
  });

  it("FlowSavedUnderAnotherNameThanItsFileHas_OpensAndSavesUnderThatName", async () => {
    const name = freshName("under");
    const inside = freshName("inside");
    const flows = `${inject("url")}/api/flows`;
    const put = await fetch(`${flows}/${name}`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sum(inside)) });
    expect(put.status).toBeLessThan(300);
    const editor = await EditorPage.open(browser, { hash: `#/flows/${name}` });
    expect(await editor.flowName.inputValue()).toBe(name);
    await editor.version(1);
    expect(await dirty(editor).count()).toBe(0);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Plus");
    await editor.save(2);
    expect((await fetch(`${flows}/${inside}`)).status).toBe(404);
    await editor.close();
  });

  it("Draft_AfterAReload_IsStillThere", async () => {
    const name = freshName("draft");
    const editor = await saved(name);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Kept");
    await editor.node("Kept", "add").waitFor();
    await editor.reload();
    await editor.node("Kept", "add").waitFor();
    await dirty(editor).waitFor();
    await editor.reload();
    await editor.node("Kept", "add").waitFor();
    await editor.close();
  });

  it("Draft_ItsWriteCutOffByAReload_IsStillThere", async () => {
    const editor = await saved(freshName("cut"));
    // The database never confirms the write, as when the page goes while it is under way.
    const asked = editor.page.evaluate(() => new Promise<void>((resolve) => {
      IDBObjectStore.prototype.put = () => { resolve(); throw new DOMException("cut off", "AbortError"); };
    }));
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Kept");
    await asked;
    await editor.reload();
    await editor.node("Kept", "add").waitFor();
    await editor.close();
  });

  it("Conflict_SomebodyElseSaved_AsksAndKeepsBoth", async () => {
    const name = freshName("conflict");
    const mine = await saved(name);
    const theirs = await EditorPage.open(browser, { hash: `#/flows/${name}` });
    await theirs.node("Add", "add").click();
    await theirs.inspector.getByRole("textbox", { name: "Label" }).fill("Theirs");
    await theirs.save(2);

    await mine.node("Add", "add").click();
    await mine.inspector.getByRole("textbox", { name: "Label" }).fill("Mine");
    await mine.button("Save").click();
    await mine.dialog.getByText("Somebody else saved this flow").waitFor();
    await mine.dialog.getByRole("button", { name: "See the differences" }).click();
    await expect.poll(() => mine.page.locator('.node[data-change="changed"]').count()).toBe(1);
    await mine.page.getByRole("button", { name: "Back to drawing" }).click();
    await mine.button("Save").click();
    await mine.dialog.getByRole("button", { name: "Keep mine" }).click();
    await mine.version(3);

    await theirs.reload();
    await theirs.node("Theirs", "add").click();
    await theirs.inspector.getByRole("textbox", { name: "Label" }).fill("Theirs again");
    await theirs.button("Save").click();
    await theirs.dialog.getByRole("button", { name: "Take theirs" }).click();
    await theirs.node("Mine", "add").waitFor();
    await mine.close();
    await theirs.close();
  });

  it("TwoVersions_Compared_AreDrawnOverEachOther", async () => {
    const name = freshName("compared");
    const editor = await saved(name);
    await editor.node("Add", "add").click();
    await editor.page.keyboard.press("Delete");
    await editor.add("Multiply", { x: 330, y: 260 });
    await editor.save(2);
    await editor.page.getByRole("button", { name: "Flow menu" }).click();
    await editor.page.getByRole("menuitem", { name: "Versions and differences…" }).click();
    await editor.dialog.getByRole("combobox", { name: "From" }).selectOption("1");
    await editor.dialog.getByRole("combobox", { name: "To" }).selectOption("2");
    await editor.dialog.getByRole("button", { name: "Compare" }).click();
    await expect.poll(() => editor.page.locator('.node[data-change="removed"]').count()).toBe(1);
    await expect.poll(() => editor.page.locator('.node[data-change="added"]').count()).toBe(1);
    await editor.close();
  });

  it("ServerAway_WhileRunsAreLookedAt_IsSaidUntilItIsBack", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(sum(freshName("looking")));
    await editor.tab("Runs");
    await editor.runs.getByText("No runs yet").waitFor();
    await editor.context.setOffline(true);
    await editor.runs.getByRole("button", { name: "Refresh" }).click();
    await editor.page.getByText("RayFlow is away.").waitFor();
    await editor.context.setOffline(false);
    await expect.poll(() => editor.page.getByText("RayFlow is away.").count()).toBe(0);
    await editor.runEnabled();
    await editor.close();
  });

  it("OpenDialog_WithoutASearch_ShowsTheSavedFlowsFirst", async () => {
    const name = freshName("listed");
    const editor = await saved(name);
    await editor.page.keyboard.press("Control+o");
    const row = editor.dialog.getByRole("list", { name: "Flows" }).getByRole("button", { name: new RegExp(`^${name}`) });
    const place = await editor.boxOf(row);
    expect(place.height).toBeGreaterThan(20);
    expect(await editor.dialog.getByRole("list", { name: "Examples" }).count()).toBe(0);
    await editor.dialog.getByText("Examples").click();
    await editor.dialog.getByRole("list", { name: "Examples" }).getByRole("button").first().waitFor();
    await row.click();
    await editor.version(1);
    await editor.close();
  });

  it("NewFlow_OverUnsavedWork_KeepsItToBeBroughtBack", async () => {
    const editor = await EditorPage.open(browser);
    const name = freshName("unsaved");
    await editor.setName(name);
    await editor.add("Add", { x: 320, y: 200 });
    await editor.newFlow();
    await expect.poll(() => editor.nodes.count()).toBe(2);
    await editor.button("Bring it back").click();
    await editor.node("Add", "add").waitFor();
    expect(await editor.flowName.inputValue()).toBe(name);
    await editor.close();
  });

  it.each(["SavedFlow", "Example"])("Open_%sOverChangesToASavedFlow_KeepsThemInTheListAcrossAReload", async (what) => {
    const name = freshName("changed");
    const editor = await saved(name);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Changed");
    await editor.page.keyboard.press("Control+o");
    if (what === "Example") {
      await editor.dialog.getByRole("searchbox").fill("for-each");
      await editor.dialog.getByRole("button", { name: /^for-each Marks up prices/ }).click();
      await expect.poll(() => editor.flowName.inputValue()).toBe("for-each");
    } else {
      await editor.dialog.getByRole("list", { name: "Flows" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
      await editor.node("Add", "add").waitFor();
    }
    await editor.page.getByText("It is kept under Open.").waitFor();
    await editor.reload();
    await editor.page.keyboard.press("Control+o");
    const unsaved = editor.dialog.getByRole("list", { name: "Not saved" }).getByRole("button", { name: new RegExp(`^${name}`) });
    await unsaved.click();
    await editor.node("Changed", "add").waitFor();
    await editor.version(1);
    await dirty(editor).waitFor();
    await editor.save(2);
    await editor.page.keyboard.press("Control+o");
    await editor.dialog.getByRole("list", { name: "Flows" }).waitFor();
    expect(await unsaved.count()).toBe(0);
    await editor.close();
  });

  it("Open_OverWhatIsSavedOrUntouched_KeepsNothing", async () => {
    const editor = await saved(freshName("kept"));
    await editor.newFlow();
    await editor.page.keyboard.press("Control+o");
    await editor.dialog.getByRole("searchbox").fill("for-each");
    await editor.dialog.getByRole("button", { name: /^for-each Marks up prices/ }).click();
    await expect.poll(() => editor.button("Undo").isEnabled()).toBe(true);
    await editor.newFlow();
    expect(await editor.page.getByText("It is kept under Open.").count()).toBe(0);
    await editor.page.keyboard.press("Control+o");
    await editor.dialog.getByRole("list", { name: "Flows" }).waitFor();
    expect(await editor.dialog.getByRole("list", { name: "Not saved" }).count()).toBe(0);
    await editor.close();
  });

  it("Example_Opened_IsAFlowOfOnesOwnThatRuns", async () => {
    const editor = await EditorPage.open(browser);
    await editor.page.keyboard.press("Control+o");
    await editor.dialog.getByRole("searchbox").fill("for-each");
    await editor.dialog.getByRole("button", { name: /^for-each Marks up prices/ }).click();
    await expect.poll(() => editor.flowName.inputValue()).toBe("for-each");
    await expect.poll(() => editor.button("Undo").isEnabled()).toBe(true);
    await editor.runEnabled();
    await dirty(editor).waitFor();
    expect(await editor.nodes.count()).toBe(9);
    await editor.close();
  });

  it("Save_WithoutAName_AsksForOne", async () => {
    const editor = await EditorPage.open(browser);
    await editor.setName("");
    await editor.button("Save").click();
    await editor.page.getByRole("alert").getByText("Give the flow a name first").waitFor();
    await editor.close();
  });

  it("ServerAway_WhileDrawing_IsSaidAndLosesNothing", async () => {
    const name = freshName("away");
    const editor = await saved(name);
    await editor.context.setOffline(true);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Offline");
    await editor.problems.getByText("RayFlow cannot be reached").waitFor();
    await editor.button("Save").click();
    await editor.page.getByRole("alert").getByText("RayFlow cannot be reached").waitFor();
    await editor.page.getByText("RayFlow is away.").waitFor();
    expect(await editor.button("Run").getAttribute("aria-disabled")).toBe("true");
    await editor.context.setOffline(false);
    await expect.poll(() => editor.page.getByText("RayFlow is away.").count()).toBe(0);
    await editor.reload();
    await editor.node("Offline", "add").waitFor();
    await editor.runEnabled();
    await editor.save(2);
    await editor.close();
  });
});
