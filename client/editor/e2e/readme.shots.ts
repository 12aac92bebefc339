import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { FlowDocument, FlowNode, NodeData } from "../src/model/document";
import { EditorPage, launch } from "./editorPage";
import { flow } from "./flows";

/** Takes the pictures that README.md shows: npm run screenshots. */

const images = fileURLToPath(new URL("../../../infra/docs/images/", import.meta.url));
const size = { width: 1440, height: 900 };

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

function node(id: string, type: string, x: number, y: number, data: NodeData = {}): FlowNode {
  return { id, type, position: { x, y }, data };
}

function orders(): FlowDocument {
  const document = flow(
    "orders",
    [
      node("start", "start", 0, 40, { label: "START", config: { api_schema: { orders: { type: "list" }, limit: { type: "int" } } } }),
      node("each", "flow_for_each", 240, 0, { label: "For each order" }),
      node("large", "logic_compare", 470, 310, { label: "Large enough?", constantValues: { OPERATOR: ">" } }),
      node("branch", "logic_if", 730, 290, { label: "Is it?" }),
      node("note", "log", 970, 240, { label: "Log large", inputValues: { message: "large order" } }),
      node("small", "log", 970, 420, { label: "Log small", inputValues: { message: "small order" } }),
      node("sum", "data_list_sum", 620, 20, { label: "Sum" }),
      node("return", "return", 970, 0, { label: "RETURN" }),
    ],
    "start.exec-out > each.exec-in", "start.output-orders > each.input-items",
    "each.exec-body > branch.exec-in", "each.output-element > large.input-a", "start.output-limit > large.input-b",
    "large.output-result > branch.input-condition", "branch.exec-true > note.exec-in", "branch.exec-false > small.exec-in",
    "each.output-element > note.input-value", "each.output-element > small.input-value", "each.output-element > each.input-collect",
    "each.exec-completed > return.exec-in", "each.output-collected > sum.input-list", "sum.output-result > return.input-total",
  );
  return {
    ...document,
    metadata: { ...document.metadata, description: "Adds up orders, and tells of the large ones." },
    variables: [{ name: "currency", type: "str", default: "EUR", read_only: true }],
    editor: { comments: [{ id: "comment", text: "Large orders only", colour: "#3fa87a", position: { x: 440, y: 250 }, width: 470, height: 190 }] },
  };
}

function bill(): FlowDocument {
  return flow(
    "share-the-bill",
    [
      node("start", "start", 0, 90, { label: "START", config: { api_schema: { bill: { type: "float" }, guests: { type: "int" } } } }),
      node("compare", "logic_compare", 220, 290, { label: "Large table?", inputValues: { b: 8 }, constantValues: { OPERATOR: ">" } }),
      node("table", "logic_if", 440, 90, { label: "If large" }),
      node("share", "math_divide", 690, 40, { label: "Share of each" }),
      node("tell", "log", 690, 300, { label: "Tell the kitchen", inputValues: { value: true, message: "a large table" } }),
      node("return", "return", 990, 40, { label: "RETURN" }),
    ],
    "start.exec-out > table.exec-in", "start.output-guests > compare.input-a", "compare.output-result > table.input-condition",
    "table.exec-false > share.exec-in", "table.exec-true > tell.exec-in", "start.output-bill > share.input-x", "start.output-guests > share.input-y",
    "share.exec-out > return.exec-in", "tell.exec-out > return.exec-in", "share.output-result > return.input-share",
  );
}

async function drawn(document: FlowDocument, theme: "light" | "dark"): Promise<EditorPage> {
  // The server may have it from the last time.
  await fetch(`${inject("url")}/api/flows/${document.metadata.name}`, { method: "DELETE" });
  const editor = await EditorPage.open(browser, { ...size, theme });
  await editor.import(document);
  await editor.runEnabled();
  await editor.button("Save").click();
  await editor.page.getByRole("img", { name: /^Version \d+$/ }).waitFor();
  return editor;
}

async function shoot(editor: EditorPage, name: string) {
  await expect.poll(() => editor.page.locator(".toast").count()).toBe(0);
  await editor.page.mouse.move(size.width / 2, 20);
  await expect.poll(() => editor.page.getByRole("tooltip").count()).toBe(0);
  await editor.page.screenshot({ path: `${images}${name}.png` });
  await editor.close();
}

describe("pictures", () => {
  it("editor-drawing", async () => {
    const editor = await drawn(orders(), "light");
    await editor.node("Large enough?", "large").click();
    await shoot(editor, "editor-drawing");
  });

  it("editor-run", async () => {
    const editor = await drawn(orders(), "dark");
    await editor.button("Run").click();
    const list = editor.dialog.getByRole("textbox", { name: "orders" });
    await list.click();
    await editor.page.keyboard.insertText("[5, 12, 30]");
    await editor.dialog.getByRole("textbox", { name: "limit" }).fill("10");
    await editor.dialog.getByRole("button", { name: "Run", exact: true }).click();
    await editor.ended("completed");
    await editor.node("Log large", "note").click();
    await editor.inspector.getByLabel("Gave").waitFor();
    await shoot(editor, "editor-run");
  });

  it("editor-failed-run", async () => {
    const editor = await drawn(bill(), "dark");
    await editor.run({ bill: "84.5", guests: "0" });
    await editor.ended("failed");
    await editor.node("Share of each", "share").click();
    await editor.inspector.getByText("In this run").waitFor();
    await shoot(editor, "editor-failed-run");
  });
});
