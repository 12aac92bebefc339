import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EditorPage, freshName, launch } from "./editorPage";
import { chain, loop, original, slow, sum } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

describe("drawing", () => {
  it("Editor_StartAddReturnDrawnByDragging_RunsTo8", async () => {
    const editor = await EditorPage.open(browser);
    await editor.setName(freshName("drawn"));
    await editor.add("Add", { x: 320, y: 200 });
    await editor.node("START", "start").click();
    await editor.inspector.getByRole("button", { name: "Add input" }).click();
    await editor.inspector.getByRole("button", { name: "Add input" }).click();
    const second = editor.inspector.getByRole("textbox", { name: "Name of x_2" });
    await second.fill("y");
    await second.press("Enter");
    await editor.wire(["start", "exec-out"], ["add", "exec-in"]);
    await editor.wire(["start", "output-x"], ["add", "input-x"]);
    await editor.wire(["start", "output-y"], ["add", "input-y"]);
    await editor.wire(["add", "exec-out"], ["return", "exec-in"]);
    await editor.wire(["add", "output-result"], ["return", "input-*"]);
    await editor.run({ x: "5", y: "3" });
    await editor.ended("completed");
    expect(await editor.resultValue()).toEqual({ result: 8 });
    await expect.poll(() => editor.state("add")).toBe("completed");
    expect(editor.troubles).toEqual([]);
    await editor.close();
  });

  it("Wire_OfAnotherType_IsRefusedWithTheReason", async () => {
    const editor = await EditorPage.open(browser);
    await editor.add("Upper case", { x: 70, y: 330 });
    await editor.add("Add", { x: 380, y: 330 });
    const wiresBefore = await editor.wires.count();
    await editor.startDrag(editor.pin("upper", "output-result"));
    await editor.page.locator('.pin[data-node="add"][data-handle="input-x"][data-faded]').waitFor();
    expect(await editor.page.locator('.pin[data-node="return"][data-handle="input-*"]').getAttribute("data-faded")).toBeNull();
    await editor.moveTo(editor.pin("add", "input-x"));
    await editor.page.locator(".refusal").getByText("str does not fit into number").waitFor();
    await editor.page.mouse.up();
    await editor.page.getByRole("alert").getByText("str does not fit into number").waitFor();
    await expect.poll(() => editor.page.locator(".pin[data-faded]").count()).toBe(0);
    expect(await editor.wires.count()).toBe(wiresBefore);
    await editor.close();
  });

  it("TypeError_InTheDocument_IsMarkedListedAndBlocksRun", async () => {
    const editor = await EditorPage.open(browser);
    const flow = sum(freshName("wrong"));
    flow.flow.nodes[0]!.data.config!.api_schema = { x: { type: "str" }, y: { type: "int" } };
    await editor.import(flow);
    await expect.poll(() => editor.button("Run").getAttribute("aria-disabled")).toBe("true");
    const finding = editor.problems.getByRole("button").first();
    await finding.waitFor();
    await editor.page.locator('.react-flow__node[data-id="add"] .node[data-severity="error"]').waitFor();
    await expect.poll(() => editor.page.locator('.wire[data-severity="error"]').count()).toBe(1);
    await finding.click();
    await expect.poll(() => editor.inspector.textContent()).toContain("Wire");
    await editor.close();
  });

  it("MissingInput_FilledInTheInspector_EnablesRun", async () => {
    const editor = await EditorPage.open(browser);
    const flow = sum(freshName("filled"));
    flow.flow.edges = flow.flow.edges.filter((edge) => edge.targetHandle !== "input-y");
    await editor.import(flow);
    await expect.poll(() => editor.button("Run").getAttribute("aria-disabled")).toBe("true");
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "y" }).fill("3");
    await editor.runEnabled();
    await editor.close();
  });

  it("WireDroppedInTheOpen_OffersOnlyWhatFits_AndConnectsIt", async () => {
    const editor = await EditorPage.open(browser);
    await editor.add("Upper case", { x: 160, y: 330 });
    const box = await editor.canvasBox();
    await editor.drag(editor.pin("upper", "output-result"), { x: box.x + 420, y: box.y + 330 });
    const search = editor.page.getByRole("searchbox", { name: "Search nodes" });
    await search.fill("length of text");
    const offers = editor.page.getByRole("listbox", { name: "Nodes" }).getByRole("option");
    await expect.poll(() => offers.allTextContents()).toContainEqual(expect.stringContaining("string"));
    await search.fill("add");
    await expect.poll(() => offers.allTextContents()).not.toContainEqual(expect.stringMatching(/Length of text|math/));
    await search.fill("length of text");
    await search.press("Enter");
    await expect.poll(() => editor.wires.count()).toBe(1);
    await editor.close();
  });

  it("Slash_OverTheCanvas_OpensTheSearchThere", async () => {
    const editor = await EditorPage.open(browser);
    const box = await editor.canvasBox();
    await editor.page.mouse.move(box.x + 300, box.y + 360);
    await editor.page.keyboard.press("/");
    const search = editor.page.getByRole("searchbox", { name: "Search nodes" });
    await search.fill("multiply");
    await search.press("Enter");
    const node = editor.page.locator('.react-flow__node[data-id="multiply"]');
    const at = await editor.boxOf(node);
    expect(Math.abs(at.x - (box.x + 300))).toBeLessThan(20);
    expect(Math.abs(at.y - (box.y + 360))).toBeLessThan(20);
    await editor.close();
  });

  it("UndoAndRedo_OfEveryKindOfEdit_GoAllTheWayBackAndForth", async () => {
    const editor = await EditorPage.open(browser);
    const first = await editor.exported();
    await editor.add("Add", { x: 320, y: 200 });
    await editor.wire(["start", "exec-out"], ["add", "exec-in"]);
    await editor.node("Add", "add").click();
    await editor.inspector.getByRole("textbox", { name: "y" }).fill("3");
    await editor.inspector.getByRole("textbox", { name: "Label" }).fill("Plus");
    const plus = editor.node("Plus", "add");
    const box = await editor.boxOf(plus);
    await editor.page.mouse.move(box.x + 60, box.y + 12);
    await editor.page.mouse.down();
    await editor.page.mouse.move(box.x + 110, box.y + 112, { steps: 8 });
    await editor.page.mouse.up();
    await editor.variables.getByRole("button", { name: "Add variable" }).click();
    await editor.node("RETURN", "return").click();
    await editor.page.keyboard.press("Delete");
    const unlaid = await editor.exported();
    expect(unlaid.flow.nodes.length).toBe(2);
    await editor.button("Auto layout").click();
    await expect.poll(() => editor.exported()).not.toEqual(unlaid);
    const last = await editor.exported();
    expect(last.variables).toEqual({ variable: null });
    for (let steps = 0; steps < 20 && (await editor.button("Undo").isEnabled()); steps++) await editor.button("Undo").click();
    expect(await editor.exported()).toEqual(first);
    for (let steps = 0; steps < 20 && (await editor.button("Redo").isEnabled()); steps++) await editor.button("Redo").click();
    expect(await editor.exported()).toEqual(last);
    await editor.close();
  });

  it("CopyAndPaste_AcrossWindows_TakesNodesAndTheirWires", async () => {
    const one = await EditorPage.open(browser);
    await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await one.import(sum(freshName("copied")));
    await one.node("Add", "add").click();
    await one.node("RETURN", "return").click({ modifiers: ["Shift"] });
    await one.page.keyboard.press("Control+c");
    await expect.poll(() => one.page.evaluate(() => navigator.clipboard.readText())).toContain('"math_add"');
    const other = await EditorPage.open(browser, { context: one.context });
    await other.import(sum(freshName("pasted")));
    const before = 5;
    await expect.poll(() => other.wires.count()).toBe(before);
    await other.canvas.click({ position: { x: 360, y: 420 } });
    await other.page.keyboard.press("Control+v");
    await other.node("Add", "add_2").waitFor();
    await expect.poll(() => other.wires.count()).toBe(before + 2);
    await one.close();
  });

  it("Import_OverAnotherFlow_ShowsAllOfIt", async () => {
    const editor = await EditorPage.open(browser);
    for (const flow of [slow(freshName("small"), 0), chain(freshName("wide"), 12), loop(freshName("loop"))]) {
      await editor.import(flow);
      const canvas = await editor.canvasBox();
      for (const { id } of flow.flow.nodes) {
        const box = await editor.boxOf(editor.page.locator(`.react-flow__node[data-id="${id}"]`));
        expect(box.x, `${flow.metadata.name} ${id}`).toBeGreaterThanOrEqual(canvas.x);
        expect(box.x + box.width, `${flow.metadata.name} ${id}`).toBeLessThanOrEqual(canvas.x + canvas.width);
      }
    }
    await editor.close();
  });

  it("FileDroppedOnTheCanvas_IsImported", async () => {
    const editor = await EditorPage.open(browser);
    const flow = sum(freshName("dropped"));
    const transfer = await editor.page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "dropped.json", { type: "application/json" }));
      return data;
    }, JSON.stringify(flow));
    await editor.canvas.dispatchEvent("dragover", { dataTransfer: transfer });
    await editor.canvas.dispatchEvent("drop", { dataTransfer: transfer });
    await expect.poll(() => editor.flowName.inputValue()).toBe(flow.metadata.name);
    await editor.checked();
    expect(await editor.nodes.count()).toBe(3);
    await editor.close();
  });

  it("FileThatIsNoFlow_Dropped_SaysWhyAndChangesNothing", async () => {
    const editor = await EditorPage.open(browser);
    const before = await editor.exported();
    const transfer = await editor.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["{ \"a\": 1 }"], "other.json", { type: "application/json" }));
      return data;
    });
    await editor.canvas.dispatchEvent("drop", { dataTransfer: transfer });
    await editor.page.getByRole("alert").getByText("other.json could not be imported").waitFor();
    expect(await editor.exported()).toEqual(before);
    await editor.close();
  });

  it("FlowAsText_PastedFromAnotherProgram_AddsItsNodes", async () => {
    const editor = await EditorPage.open(browser);
    await editor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await editor.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(sum("elsewhere")));
    await editor.canvas.click({ position: { x: 300, y: 380 } });
    await editor.page.keyboard.press("Control+v");
    await editor.node("Add", "add").waitFor();
    await expect.poll(() => editor.wires.count()).toBe(2);
    expect((await editor.exported()).flow.nodes.map((node) => node.type).sort()).toEqual(["math_add", "return", "return", "start"]);
    await editor.close();
  });

  it("RightButton_OnTheEmptyCanvas_OpensTheMenuThere_AndPansWhenDragged", async () => {
    const editor = await EditorPage.open(browser);
    const box = await editor.canvasBox();
    const at = { x: box.x + 330, y: box.y + 400 };
    const start = editor.node("START", "start");
    const before = await editor.boxOf(start);
    await editor.page.mouse.move(at.x, at.y);
    await editor.page.mouse.down({ button: "right" });
    await editor.page.mouse.move(at.x + 60, at.y - 30, { steps: 5 });
    await editor.page.mouse.up({ button: "right" });
    await expect.poll(async () => Math.round((await editor.boxOf(start)).x - before.x)).toBe(60);
    expect(await editor.page.getByRole("menu").count()).toBe(0);
    await editor.page.mouse.click(at.x, at.y, { button: "right" });
    await editor.page.getByRole("menuitem", { name: "Add a node…" }).click();
    const search = editor.page.getByRole("searchbox", { name: "Search nodes" });
    await search.fill("multiply");
    await search.press("Enter");
    const node = await editor.boxOf(editor.page.locator('.react-flow__node[data-id="multiply"]'));
    expect(Math.abs(node.x - at.x)).toBeLessThan(20);
    expect(Math.abs(node.y - at.y)).toBeLessThan(20);
    await editor.close();
  });

  it.each(["Key", "Menu"])("Comment_MadeBy%s_TakesWhatIsTyped", async (by) => {
    const editor = await EditorPage.open(browser);
    await editor.add("Add", { x: 320, y: 200 });
    const places = (await editor.exported()).flow.nodes.map((node) => node.position);
    const box = await editor.canvasBox();
    await editor.page.mouse.click(box.x + 120, box.y + 330);
    if (by === "Key") {
      await editor.page.keyboard.press("c");
    } else {
      await editor.page.mouse.click(box.x + 120, box.y + 330, { button: "right" });
      await editor.page.getByRole("menuitem", { name: "Comment" }).click();
      await expect.poll(() => editor.page.getByRole("menu").count()).toBe(0);
    }
    const title = editor.canvas.getByRole("textbox", { name: "Comment" });
    await expect.poll(() => title.evaluate((element) => element === document.activeElement)).toBe(true);
    await editor.page.keyboard.type("Hello, all calls? +1");
    expect(await title.inputValue()).toBe("Hello, all calls? +1");
    expect(await title.count()).toBe(1);
    const exported = await editor.exported();
    expect(exported.flow.nodes.map((node) => node.position)).toEqual(places);
    expect(exported.editor!.comments!.map((comment) => comment.text)).toEqual(["Hello, all calls? +1"]);
    await editor.close();
  });

  it("PanelBelow_ResizedByMouseAndKeys_KeepsItsHeight", async () => {
    const editor = await EditorPage.open(browser);
    const edge = editor.page.getByRole("separator", { name: "Height of the panel" });
    const height = async () => Number(await edge.getAttribute("aria-valuenow"));
    const before = await height();
    const { x, y } = await editor.middleOf(edge);
    await editor.page.mouse.move(x, y);
    await editor.page.mouse.down();
    await editor.page.mouse.move(x, y - 60, { steps: 4 });
    await editor.page.mouse.up();
    await expect.poll(height).toBe(before + 60);
    await edge.focus();
    await edge.press("ArrowUp");
    await expect.poll(height).toBe(before + 76);
    await editor.reload();
    expect(await height()).toBe(before + 76);
    expect(Math.round((await editor.boxOf(editor.page.getByRole("tabpanel"))).height)).toBe(before + 76);
    await edge.focus();
    await edge.press("End");
    await expect.poll(height).toBe(Number(await edge.getAttribute("aria-valuemax")));
    expect((await editor.boxOf(editor.canvas)).height).toBeGreaterThan(100);
    await edge.dblclick();
    await expect.poll(height).toBe(before);
    await editor.close();
  });

  it("OriginalEditorsFile_Imported_ShowsItsNodesAndRuns", async () => {
    const editor = await EditorPage.open(browser);
    await editor.import(original, "original.json");
    await editor.node("Add", "2").waitFor();
    await expect.poll(() => editor.variables.textContent()).toContain("counter");
    await editor.run({ x: "5" });
    await editor.ended("completed");
    expect(await editor.resultValue()).toEqual({ sum: 7 });
    await editor.close();
  });

  it("Keyboard_Alone_AddsMovesAndUndoes", async () => {
    const editor = await EditorPage.open(browser);
    await editor.palette.getByRole("searchbox", { name: "Search nodes" }).focus();
    await editor.page.keyboard.type("Multiply");
    await editor.page.keyboard.press("ArrowDown");
    await expect.poll(() => editor.page.evaluate(() => document.activeElement?.textContent)).toContain("Multiply");
    await editor.page.keyboard.press("Enter");
    const node = editor.node("Multiply", "multiply");
    await node.waitFor();
    const place = async () => (await editor.exported()).flow.nodes.find((entry) => entry.id === "multiply")!.position;
    const before = await place();
    await node.focus();
    await editor.page.keyboard.press("ArrowRight");
    await expect.poll(place).toEqual({ x: before.x + 10, y: before.y });
    await editor.page.keyboard.press("Control+z");
    await expect.poll(place).toEqual(before);
    await editor.page.keyboard.press("Delete");
    await expect.poll(() => node.count()).toBe(0);
    await editor.close();
  });

  it("Keyboard_Alone_WiresAndRuns", async () => {
    const editor = await EditorPage.open(browser);
    const flow = sum(freshName("keys"));
    flow.flow.edges = flow.flow.edges.filter((edge) => edge.targetHandle !== "input-result");
    await editor.import(flow);
    await editor.node("RETURN", "return").focus();
    await editor.page.keyboard.press("Enter");
    const wires = editor.inspector.getByRole("button", { name: "Wires" });
    await wires.focus();
    await editor.page.keyboard.press("Enter");
    await editor.inspector.getByRole("combobox", { name: "Wire add input from" }).selectOption({ label: "Add · result" });
    await expect.poll(() => editor.wires.count()).toBe(5);
    await editor.runEnabled();
    await editor.page.keyboard.press("Control+Enter");
    await editor.dialog.getByRole("textbox", { name: "x" }).fill("2");
    await editor.dialog.getByRole("textbox", { name: "y" }).fill("2");
    await editor.page.keyboard.press("Enter");
    await editor.ended("completed");
    await editor.close();
  });
});
