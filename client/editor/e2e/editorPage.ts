import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { FlowDocument } from "../src/model/document";

const chromiumPath = process.env.RAYFLOW_CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

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
    const own = context ?? (await browser.newContext({ viewport: { width, height }, colorScheme: theme }));
    const editor = new EditorPage(await own.newPage(), own);
    await editor.page.goto(`${inject("url")}/${hash}`);
    await editor.palette.getByRole("option").first().waitFor();
    return editor;
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
    await search.fill(label);
    await this.palette.getByRole("option", { name: label, exact: true }).first().dragTo(this.canvas, { targetPosition: at });
    await search.fill("");
  }

  async startDrag(from: Locator) {
    const box = (await from.boundingBox())!;
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width / 2 + 8, box.y + box.height / 2 + 4, { steps: 3 });
  }

  async moveTo(to: Locator | { x: number; y: number }) {
    const point = "x" in to ? to : await middleOf(to);
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
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.button("Import").click()]);
    await chooser.setFiles({ name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(document)) });
    await this.page.getByText(`Imported ${name}.`).waitFor();
    await this.checked();
  }

  /** Waits until the validator has answered about the flow as it is. */
  async checked() {
    await expect.poll(() => this.button("Validate").getAttribute("data-state"), { timeout: 20_000 }).toMatch(/^(ok|error)$/);
  }

  async runEnabled() {
    await expect.poll(() => this.button("Run").getAttribute("aria-disabled"), { timeout: 20_000 }).toBeNull();
  }

  /** Runs the flow with these inputs typed into the form. */
  async run(inputs: Record<string, string> = {}) {
    await this.runEnabled();
    await this.button("Run").click();
    if (Object.keys(inputs).length === 0) return;
    for (const [name, text] of Object.entries(inputs)) await this.dialog.getByRole("textbox", { name }).fill(text);
    await this.dialog.getByRole("button", { name: "Run", exact: true }).click();
  }

  async ended(status: "completed" | "failed" | "cancelled") {
    await this.result.getByRole("status").getByText(status).waitFor({ timeout: 60_000 });
  }

  /** The document as the editor would export it. */
  async exported(): Promise<FlowDocument> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.button("Export").click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as FlowDocument;
  }

  async tab(name: string) {
    const tab = this.page.getByRole("tab", { name });
    if ((await tab.getAttribute("data-state")) !== "active") await tab.click();
  }

  async setName(name: string) {
    await this.page.getByRole("textbox", { name: "Flow name" }).fill(name);
  }
}

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
