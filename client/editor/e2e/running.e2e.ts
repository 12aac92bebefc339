import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EditorPage, freshName, launch } from "./editorPage";
import { divide, loop, range, slow, sum, waiting } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

describe("running", () => {
  it("SlowRun_WhileItRuns_LightsUpNodeByNode", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(waiting(freshName("slow")));
    await editor.run();
    await expect.poll(() => editor.state("wait")).toMatch(/running|waiting/);
    await expect.poll(() => editor.state("start")).toBe("completed");
    expect(await editor.state("log")).toBeNull();
    expect(await editor.button("Stop").isEnabled()).toBe(true);
    await editor.signal("go");
    await editor.ended("completed");
    await expect.poll(() => editor.state("log")).toBe("completed");
    await expect.poll(() => editor.page.locator('.wire[data-fate="live"]').count()).toBe(3);
    await editor.result.getByRole("button", { name: "Log", exact: true }).click();
    await editor.result.getByText("waited").waitFor();
    await editor.close();
  });

  it("Run_Finished_TellsValuesOnWiresTimesAndStatistics", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(sum(freshName("values")));
    await editor.run({ x: "5", y: "3" });
    await editor.ended("completed");
    await expect.poll(() => editor.page.locator(".wire-label").allTextContents()).toEqual(expect.arrayContaining(["5", "3", "8"]));
    await editor.node("Add", "add").hover();
    const card = editor.page.getByRole("tooltip").filter({ hasText: "math_add" });
    await card.waitFor();
    await expect.poll(() => card.textContent()).toContain("out result8");
    await expect.poll(() => editor.result.getByText("Nodes executed").locator("xpath=..").textContent()).toBe("Nodes executed3");
    await expect.poll(() => editor.result.getByRole("list", { name: "Time per node" }).getByRole("listitem").count()).toBe(3);
    await editor.close();
  });

  it("InputsOfTheLastRun_AreRemembered", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(sum(freshName("remembered")));
    await editor.run({ x: "41", y: "1" });
    await editor.ended("completed");
    await editor.button("Run").click();
    await expect.poll(() => editor.dialog.getByRole("textbox", { name: "x" }).inputValue()).toBe("41");
    await editor.close();
  });

  it("FailedRun_ShowsTheErrorWhereItHappened_AndWhySomeWereSkipped", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(divide(freshName("failed")));
    await editor.run({ y: "0" });
    await editor.ended("failed");
    await expect.poll(() => editor.state("divide")).toBe("failed");
    await expect.poll(() => editor.node("Divide", "divide").locator(".run-note").textContent()).toContain("division_by_zero");
    await expect.poll(() => editor.state("other")).toBe("skipped");
    await expect.poll(() => editor.node("Other", "other").locator(".run-note").textContent()).toContain("skipped:");
    await expect.poll(() => editor.result.textContent()).toContain("division_by_zero");
    await editor.close();
  });

  it("Stop_OfASlowRun_CancelsIt", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(waiting(freshName("stopped")));
    await editor.run();
    await expect.poll(() => editor.state("wait")).toMatch(/running|waiting/);
    await editor.button("Stop").click();
    await editor.ended("cancelled");
    await editor.runEnabled();
    await editor.close();
  });

  it("Loop_AfterItsTurns_ShowsAnyTurn", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(loop(freshName("loop")));
    await expect.poll(() => editor.page.locator(".region-box.loop").count()).toBe(1);
    await editor.run();
    await editor.ended("completed");
    const turns = editor.page.getByRole("group", { name: "Turns of each" });
    await editor.node("Log", "log").click();
    for (const [button, turn] of [["Previous turn", 2], ["Previous turn", 1], ["Next turn", 2], ["latest", 3]] as const) {
      await turns.getByRole("button", { name: button }).click();
      await expect.poll(() => turns.textContent()).toContain(`turn ${turn} of 3`);
      await expect.poll(() => editor.inspector.getByLabel("Read").textContent()).toContain(`"value": ${turn}`);
    }
    await editor.close();
  });

  it("TimeSlider_SteppedBack_ShowsTheRunAsItWas", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(slow(freshName("slider"), 0.05));
    await editor.run();
    await editor.ended("completed");
    await expect.poll(() => editor.state("return")).toBe("completed");
    const slider = editor.page.getByRole("slider", { name: "Time in the run" });
    await slider.focus();
    await slider.press("Home");
    await expect.poll(() => editor.state("log")).toBeNull();
    await expect.poll(() => editor.state("return")).toBeNull();
    const last = Number(await slider.getAttribute("aria-valuemax"));
    const seen: (string | null)[] = [];
    for (let position = 1; position <= last; position++) {
      await editor.result.getByText(new RegExp(`^${position}/${last} ·`)).waitFor();
      const state = await editor.state("log");
      if (seen.at(-1) !== state) seen.push(state);
      if (position < last) await editor.page.getByRole("button", { name: "Step forward" }).click();
    }
    expect(seen).toEqual([null, "running", "completed"]);
    await editor.close();
  });

  it("RunOfAnEarlierFlow_OpenedFromTheList_IsShownAsItWas", async () => {
    const editor = await EditorPage.open(browser);
    const name = freshName("earlier");
    await editor.import(sum(name));
    await editor.run({ x: "1", y: "1" });
    await editor.ended("completed");
    await editor.node("Add", "add").click();
    await editor.page.keyboard.press("Delete");
    await expect.poll(() => editor.nodes.count()).toBe(2);
    await editor.reload();
    await expect.poll(() => editor.flowName.inputValue()).toBe(name);
    expect(await editor.nodes.count()).toBe(2);
    await editor.tab("Runs");
    await editor.runs.getByRole("row").filter({ hasText: name }).first().click();
    await expect.poll(() => editor.nodes.count()).toBe(3);
    await expect.poll(() => editor.state("add")).toBe("completed");
    await editor.page.getByText("read only").waitFor();
    await editor.page.getByRole("button", { name: "Back to drawing" }).click();
    await expect.poll(() => editor.nodes.count()).toBe(2);
    await editor.close();
  });

  it("RunLink_InAnotherBrowser_ShowsTheRun", async () => {
    const editor = await EditorPage.open(browser);
    await editor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await editor.import(sum(freshName("linked")));
    await editor.run({ x: "2", y: "3" });
    await editor.ended("completed");
    await editor.result.getByRole("button", { name: "Copy link" }).click();
    const link = await expect.poll(() => editor.page.evaluate(() => navigator.clipboard.readText())).toContain("#/runs/")
      .then(() => editor.page.evaluate(() => navigator.clipboard.readText()));
    const other = await EditorPage.open(browser, { hash: new URL(link).hash });
    await expect.poll(() => other.state("add")).toBe("completed");
    await other.page.getByText("read only").waitFor();
    expect(await other.button("Save").isDisabled()).toBe(true);
    await other.node("Add", "add").click();
    await other.page.keyboard.press("Delete");
    expect(await other.inspector.getByRole("textbox", { name: "Label" }).isEditable()).toBe(false);
    expect(await other.nodes.count()).toBe(3);
    await other.close();
    await editor.close();
  });

  it("RerunFromANode_WithAnotherInput_GivesAnotherResult", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(divide(freshName("rerun")));
    await editor.run({ y: "0" });
    await editor.ended("failed");
    await editor.node("Divide", "divide").click();
    await editor.inspector.getByRole("button", { name: "Again from here…" }).click();
    const field = editor.dialog.getByRole("textbox", { name: "y" });
    await field.click();
    await editor.page.keyboard.press("Control+a");
    await editor.page.keyboard.type("4");
    await editor.dialog.getByRole("button", { name: "Start" }).click();
    await editor.ended("completed");
    expect(await editor.resultValue()).toEqual({ result: 2.5 });
    await editor.close();
  });

  it("Reload_WhileARunIsWatched_GoesOnShowingIt", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(waiting(freshName("reloaded")));
    await editor.run();
    await expect.poll(() => editor.state("wait")).toMatch(/running|waiting/);
    await editor.reload();
    await expect.poll(() => editor.state("wait")).toMatch(/running|waiting/);
    await editor.signal("go");
    await editor.ended("completed");
    expect(await editor.page.getByText("read only").count()).toBe(0);
    await editor.close();
  });

  it("Import_WhileARunIsShown_ShowsItNoMore", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(sum(freshName("before")));
    await editor.run({ x: "1", y: "2" });
    await editor.ended("completed");
    await editor.import(loop(freshName("after")));
    expect(await editor.state("start")).toBeNull();
    expect(await editor.page.getByRole("tab", { name: "Result" }).count()).toBe(0);
    await editor.problems.getByText("No problems").waitFor();
    await editor.close();
  });

  it("Pause_OfAWaitingRun_HoldsItUntilResumed", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(waiting(freshName("paused")));
    await editor.run();
    await expect.poll(() => editor.state("wait")).toMatch(/running|waiting/);
    await editor.button("Pause").click();
    await editor.result.getByRole("status").getByText("paused").waitFor();
    await editor.signal("go");
    await editor.button("Resume").click();
    await editor.ended("completed");
    const kinds = await editor.eventTypes();
    expect(kinds.indexOf("run_paused")).toBeGreaterThan(0);
    expect(kinds.indexOf("run_resumed")).toBeGreaterThan(kinds.indexOf("run_paused"));
    await editor.close();
  });

  it("Retry_OfAFailedRun_GoesOnFromWhatFailed", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(divide(freshName("retried")));
    await editor.run({ y: "0" });
    await editor.ended("failed");
    await editor.result.getByRole("button", { name: "Retry" }).click();
    await expect.poll(() => editor.eventTypes()).toContain("run_retried");
    await expect.poll(async () => (await editor.eventTypes()).at(-1)).toBe("run_failed");
    await editor.ended("failed");
    await editor.result.getByText(/run failed/).waitFor();
    const failures = (await editor.eventTypes()).filter((type) => type === "run_failed").length;
    expect(failures).toBe(2);
    const last = (await editor.eventTypes()).length;
    await editor.result.getByText(new RegExp(`^${last}/${last} ·`)).waitFor();
    await editor.close();
  });

  it("RunsList_FilteredByTime_ShowsOnlyWhatStartedSince", async () => {
    const editor = await EditorPage.open(browser);
    const name = freshName("since");
    await editor.import(sum(name));
    await editor.run({ x: "1", y: "1" });
    await editor.ended("completed");
    await editor.tab("Runs");
    const rows = editor.runs.getByRole("row").filter({ hasText: name });
    await expect.poll(() => rows.count()).toBe(1);
    await editor.runs.getByRole("combobox", { name: "Started" }).selectOption({ label: "last hour" });
    await expect.poll(() => rows.count()).toBe(1);
    await editor.runs.getByRole("combobox", { name: "Started" }).selectOption({ label: "since…" });
    await editor.runs.getByLabel("Started since").fill("2999-01-01T00:00");
    await editor.runs.getByText("No run is like that").waitFor();
    expect(await rows.count()).toBe(0);
    await editor.runs.getByRole("button", { name: "Show every run" }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await editor.close();
  });

  it("SendASignal_WithOneAwaited_NamesItAndSendsPlainWordsAsText", async () => {
    const editor = await EditorPage.open(browser);
    const document = waiting(freshName("words"));
    document.flow.edges.push({ id: "p", source: "wait", sourceHandle: "output-payload", target: "return", targetHandle: "input-said" });
    await editor.import(document);
    await editor.run();
    await editor.result.getByText("waits for signal").waitFor();
    await editor.result.getByRole("button", { name: "Send a signal…" }).click();
    expect(await editor.dialog.getByRole("combobox", { name: "Signal" }).inputValue()).toBe("go");
    await editor.dialog.getByRole("textbox", { name: "Payload" }).fill("yes please");
    await editor.dialog.getByRole("button", { name: "Send" }).click();
    await editor.ended("completed");
    await expect.poll(() => editor.resultValue()).toEqual({ done: true, said: "yes please" });
    await editor.close();
  });

  it("LongResult_IsShownInShort_AndWhollyWhenAskedFor", async () => {
    const editor = await EditorPage.open(browser);
    await editor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await editor.import(range(freshName("long")));
    const count = 100_000;
    await editor.run({ n: String(count) });
    await editor.ended("completed");
    const result = editor.result.getByLabel("Result value");
    const length = () => result.evaluate((element) => element.textContent!.length);
    await expect.poll(() => result.textContent()).toMatch(/… \d+ more\n {2}\]\n\}$/);
    expect(await length()).toBeLessThan(25_000);
    await editor.node("Range", "range").click();
    await expect.poll(() => editor.inspector.getByLabel("Gave").evaluate((element) => element.textContent!.length)).toBeLessThan(25_000);
    await editor.result.getByRole("button", { name: "Show all" }).click();
    await expect.poll(length).toBeGreaterThan(count * 6);
    expect(await editor.resultValue()).toEqual({ items: Array.from({ length: count }, (_, index) => index) });
    await editor.result.getByRole("button", { name: "Show less" }).click();
    await expect.poll(length).toBeLessThan(25_000);
    await editor.result.getByRole("button", { name: "Copy", exact: true }).click();
    await expect.poll(() => editor.page.evaluate(async () => (await navigator.clipboard.readText()).length)).toBeGreaterThan(count * 6);
    const [file] = await Promise.all([editor.page.waitForEvent("download"), editor.result.getByRole("button", { name: "Download" }).click()]);
    expect(file.suggestedFilename()).toBe("Result value.json");
    await editor.close();
  });

  it("Signal_SentByHand_EndsTheWait", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(waiting(freshName("signal")));
    await editor.run();
    await editor.result.getByRole("button", { name: "send it…" }).click();
    await editor.dialog.getByRole("button", { name: "Send" }).click();
    await editor.ended("completed");
    await editor.close();
  });
});
