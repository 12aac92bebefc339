import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { EditorPage, freshName, launch } from "./editorPage";
import { sum } from "./flows";

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

const key = "a key that the server knows";

/** Puts a door in front of the server's API that answers as the server does when it has keys. */
async function withKeys(context: BrowserContext) {
  await context.route(`${inject("url")}/api/**`, (route) =>
    route.request().headers()["x-api-key"] === key
      ? route.continue()
      : route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "An API key is needed", status: 401, code: "unauthorized", detail: "Send a key of this server." }),
      }));
}

describe("access", () => {
  it("ApiKey_AskedForByTheServer_OpensWhatTheLinkNames", async () => {
    const name = freshName("locked");
    const first = await EditorPage.open(browser);
    await first.import(sum(name));
    await first.save(1);
    await first.close();

    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    await withKeys(context);
    const page = await context.newPage();
    await page.goto(`${inject("url")}/#/flows/${name}`);
    const dialog = page.getByRole("dialog", { name: "This RayFlow asks for an API key" });
    await dialog.getByLabel("API key").fill("another");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByRole("alert").getByText("does not know the key").waitFor();
    await dialog.getByLabel("API key").fill(key);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("group", { name: "Add (add)", exact: true }).waitFor();
    await page.getByRole("region", { name: "Palette" }).getByRole("option").first().waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Validate" }).getAttribute("data-state")).toBe("ok");
    expect(await dialog.count()).toBe(0);
    await context.close();
  });

  it("ApiKey_Declined_IsAskedForAgainByValidate", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    await withKeys(context);
    const page = await context.newPage();
    await page.goto(inject("url"));
    const dialog = page.getByRole("dialog", { name: "This RayFlow asks for an API key" });
    await dialog.getByRole("button", { name: "Not now" }).click();
    await page.getByRole("region", { name: "Problems" }).getByText("Send a key of this server.").waitFor();
    await page.getByRole("button", { name: "Validate" }).click();
    await dialog.getByLabel("API key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Palette" }).getByRole("option").first().waitFor();
    await context.close();
  });
});
