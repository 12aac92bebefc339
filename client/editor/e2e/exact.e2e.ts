import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { EditorPage, freshName, launch } from "./editorPage";
import { flow } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

const digits = "3544790567247868102";

/** START(x) → log(value 9007199254740993) → RETURN(x, 1.0); as text, since JavaScript could not hold it. */
function exactFlow(name: string): string {
  const document = flow(
    name,
    [
      { id: "start", type: "start", position: { x: 0, y: 0 }, data: { label: "START", config: { api_schema: { x: { type: "int" } } } } },
      { id: "log", type: "log", position: { x: 300, y: 0 }, data: { label: "Log", inputValues: { value: "BIG" } } },
      { id: "return", type: "return", position: { x: 820, y: 0 }, data: { label: "RETURN", inputValues: { one: "ONE" } } },
    ],
    "start.exec-out > log.exec-in", "log.exec-out > return.exec-in", "start.output-x > return.input-x", "log.output-value > return.input-big",
  );
  return JSON.stringify(document).replace("\"BIG\"", "9007199254740993").replace("\"ONE\"", "1.0");
}

const saved = async (name: string) => (await fetch(`${inject("url")}/api/flows/${name}`)).text();

describe("exact numbers", () => {
  it("Numbers_FromAFileThroughDraftAndSave_KeepEveryDigitAndTheirKind", async () => {
    const name = freshName("exact");
    const editor = await EditorPage.open(browser);
    await editor.importText(exactFlow(name));
    await editor.save(1);
    const other = await EditorPage.open(browser, { hash: `#/flows/${name}` });
    await other.node("Log", "log").click();
    await expect.poll(() => other.inspector.getByRole("textbox", { name: /^value/ }).inputValue()).toBe("9007199254740993");
    await other.inspector.getByRole("textbox", { name: "Label" }).fill("Renamed");
    await other.node("Renamed", "log").waitFor();
    await other.reload();
    await other.node("Renamed", "log").waitFor();
    await other.save(2);
    const text = (await saved(name)).replaceAll(/\s/g, "");
    expect(text).toContain("Renamed");
    expect(text).toContain("{\"value\":9007199254740993}");
    expect(text).toContain("{\"one\":1.0}");
    const exported = (await other.exportedText()).replaceAll(/\s/g, "");
    expect(exported).toContain("{\"value\":9007199254740993}");
    expect(exported).toContain("{\"one\":1.0}");
    await other.close();
    await editor.close();
  });

  it("Numbers_OfARun_AreTakenAndShownWithEveryDigit", async () => {
    const editor = await EditorPage.open(browser);
    await editor.importText(exactFlow(freshName("exactrun")));
    await editor.run({ x: digits });
    await editor.ended("completed");
    await expect.poll(async () => (await editor.result.getByLabel("Result value").textContent())!.replaceAll(/\s/g, ""))
      .toBe(`{"x":${digits},"big":9007199254740993,"one":1.0}`);
    await editor.node("RETURN", "return").click();
    await expect.poll(() => editor.inspector.getByLabel("Read").textContent()).toContain(`"x": ${digits}`);
    expect(await editor.inspector.getByLabel("Read").textContent()).toContain("\"one\": 1.0");
    await expect.poll(() => editor.page.locator(".wire-label").allTextContents()).toEqual(expect.arrayContaining([digits, "9007199254740993"]));
    await editor.inspector.getByRole("button", { name: "Again from here…" }).click();
    await expect.poll(() => editor.dialog.getByRole("textbox", { name: "x" }).textContent()).toBe(digits);
    await editor.close();
  });
});
