import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { FlowDocument } from "../src/model/document";

const chromiumPath = process.env.RAYFLOW_CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

const patienceMilliseconds = 60_000;

let names = 0;

/** A name that no other test uses on the same server. */
export function freshName(stem: string): string {
  return `${stem}_${Date.now().toString(36)}_${names++}`;
}

interface OpenOptions {
  width?: number;
  height?: number;
  theme?: "dark" | "light";
  hash?: string;
  context?: BrowserContext;
}

/** The editor in one browser window, in the words of the person who uses it. */
export class EditorPage {
  readonly requests: string[] = [];
  readonly troubles: string[] = [];

  private constructor(readonly page: Page, readonly context: BrowserContext) {
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("pageerror", (error) => this.troubles.push(error.message));
    page.on("console", (message) => { if (message.type() === "error") this.troubles.push(message.text()); });
  }

  static async open(browser: Browser, { width = 1280, height = 800, theme = "dark", hash = "", context }: OpenOptions = {}): Promise<EditorPage> {
    const own = context ?? (await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" }));
    own.setDefaultTimeout(patienceMilliseconds);
    const editor = new EditorPage(await own.newPage(), own);
    await editor.page.goto(`${inject("url")}/${hash}`);
    await editor.ready();
    return editor;
  }

  /** Waits until the page has all that it begins with: the catalogue, the draft or what the address names, all in place. */
  async ready() {
    await this.palette.getByRole("option").first().waitFor();
    await this.page.locator("main:not([aria-busy])").waitFor();
    await this.settled();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  /** Waits until the flow is in its place on the canvas, so that it can be pointed at. */
  async settled() {
    await this.page.locator(".canvas:not([aria-busy])").waitFor();
  }

  async close() {
    await this.context.close();
  }

  get palette() { return this.page.getByRole("region", { name: "Palette" }); }
  get canvas() { return this.page.getByRole("region", { name: "Canvas" }); }
  get inspector() { return this.page.getByRole("region", { name: "Inspector" }); }
  get problems() { return this.page.getByRole("region", { name: "Problems" }); }
  get runs() { return this.page.getByRole("region", { name: "Runs" }); }
  get variables() { return this.page.getByRole("region", { name: "Variables" }); }
  get result() { return this.page.getByRole("region", { name: "Result" }); }
  get dialog() { return this.page.getByRole("dialog"); }
  get flowName() { return this.page.getByRole("textbox", { name: "Flow name" }); }
  get nodes() { return this.page.locator(".react-flow__node-flow"); }
  get wires() { return this.page.locator(".react-flow__edge"); }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** A node on the canvas: a group named by its label and id. */
  node(label: string, id: string): Locator {
    return this.page.getByRole("group", { name: `${label} (${id})`, exact: true });
  }

  pin(node: string, handle: string): Locator {
    return this.page.locator(`.react-flow__handle[data-nodeid="${node}"][data-handleid="${handle}"]`);
  }

  /** How a node fares in the run that is shown. */
  state(id: string): Promise<string | null> {
    return this.page.locator(`.react-flow__node[data-id="${id}"] .node`).getAttribute("data-state");
  }

  async add(label: string, at: { x: number; y: number }) {
    const search = this.palette.getByRole("searchbox", { name: "Search nodes" });
    const before = await this.nodes.count();
    await search.fill(label);
    await this.palette.getByRole("option", { name: label, exact: true }).first().dragTo(this.canvas, { targetPosition: at });
    await expect.poll(() => this.nodes.count()).toBe(before + 1);
    await search.fill("");
  }

  /** Where an element is once it has come to rest. */
  async boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    await element.waitFor();
    await (await element.elementHandle())!.waitForElementState("stable");
    return (await element.boundingBox())!;
  }

  canvasBox() {
    return this.boxOf(this.canvas);
  }

  async middleOf(element: Locator): Promise<{ x: number; y: number }> {
    const box = await this.boxOf(element);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async startDrag(from: Locator) {
    const { x, y } = await this.middleOf(from);
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 8, y + 4, { steps: 3 });
  }

  async moveTo(to: Locator | { x: number; y: number }) {
    const point = "x" in to ? to : await this.middleOf(to);
    await this.page.mouse.move(point.x, point.y, { steps: 12 });
  }

  async drag(from: Locator, to: Locator | { x: number; y: number }) {
    await this.startDrag(from);
    await this.moveTo(to);
    await this.page.mouse.up();
  }

  /** Draws a wire from pin to pin and waits until it is there. */
  async wire(from: [string, string], to: [string, string]) {
    const before = await this.wires.count();
    await this.drag(this.pin(...from), this.pin(...to));
    await expect.poll(() => this.wires.count()).toBe(before + 1);
  }

  async import(document: unknown, name = "flow.json") {
    await this.importText(JSON.stringify(document), name);
  }

  /** Imports a file with exactly this text. */
  async importText(text: string, name = "flow.json") {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.button("Import").click()]);
    await chooser.setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    const { metadata } = JSON.parse(text) as FlowDocument;
    await expect.poll(() => this.flowName.inputValue()).toBe(metadata.name);
    await this.checked();
    await this.settled();
  }

  /** Waits until the validator has answered about the flow as it is. */
  async checked() {
    await expect.poll(() => this.button("Validate").getAttribute("data-state")).toMatch(/^(ok|error)$/);
  }

  async runEnabled() {
    await expect.poll(() => this.button("Run").getAttribute("aria-disabled")).toBeNull();
  }

  /** Runs the flow with these inputs typed into the form. */
  async run(inputs: Record<string, string> = {}) {
    await this.runEnabled();
    await this.button("Run").click();
    if (Object.keys(inputs).length === 0) return;
    for (const [name, text] of Object.entries(inputs)) await this.dialog.getByRole("textbox", { name }).fill(text);
    await this.dialog.getByRole("button", { name: "Run", exact: true }).click();
  }

  /** Sends a signal to the run that is shown, past the editor. */
  async signal(name: string) {
    const run = await this.runId();
    const answer = await fetch(`${inject("url")}/api/runs/${run}/signals/${name}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "null" });
    expect(answer.status, await answer.text()).toBeLessThan(300);
  }

  /** The types of the run's events so far, as its history on the server tells them. */
  async eventTypes(): Promise<string[]> {
    const abort = new AbortController();
    const stream = await fetch(`${inject("url")}/api/runs/${await this.runId()}/events`, { signal: abort.signal });
    const text = await stream.text();
    abort.abort();
    return [...text.matchAll(/^event: (.+)$/gm)].map((match) => match[1]!);
  }

  /** The id of the run that is shown, as its link tells it. */
  async runId(): Promise<string> {
    return (await this.result.getByRole("button", { name: "Copy link" }).getAttribute("data-run"))!;
  }

  async ended(status: "completed" | "failed" | "cancelled") {
    await this.result.getByRole("status").getByText(status).waitFor();
  }

  /** Saves, and waits until the server's answer is taken in. */
  async save(version: number) {
    await this.button("Save").click();
    await this.version(version);
  }

  async version(version: number) {
    await this.page.getByRole("img", { name: `Version ${version}`, exact: true }).waitFor();
  }

  /** What the run that is shown gave back. */
  async resultValue(): Promise<unknown> {
    return JSON.parse((await this.result.getByLabel("Result value").textContent())!);
  }

  /** The document as the editor would export it. */
  async exported(): Promise<FlowDocument> {
    return JSON.parse(await this.exportedText()) as FlowDocument;
  }

  async exportedText(): Promise<string> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.button("Export").click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  }

  async newFlow() {
    await this.button("Flow menu").click();
    await this.page.getByRole("menuitem", { name: "New flow" }).click();
    await expect.poll(() => this.flowName.inputValue()).toMatch(/^untitled/);
    await this.settled();
  }

  async tab(name: string) {
    const tab = this.page.getByRole("tab", { name });
    if ((await tab.getAttribute("data-state")) !== "active") await tab.click();
  }

  async setName(name: string) {
    await this.flowName.fill(name);
  }
}
