import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds that is serious or worse. The script goes in past the page's policy, as a tester's extension would. */
async function seriousFindings(page: Page): Promise<string> {
  await page.evaluate(axe);
  // What fades in has too little contrast until it is there.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const found = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await runner.run()).violations;
  });
  return found
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`)
    .join("\n");
}

/** Fails with the rule, the elements and the reason of everything serious. */
export async function nothingSerious(page: Page, where: string) {
  const found = await seriousFindings(page);
  expect(found, `${where}: ${found}`).toBe("");
}
