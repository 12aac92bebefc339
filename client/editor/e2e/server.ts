import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    url: string;
  }
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const startMilliseconds = 15 * 60_000;
const stopMilliseconds = 30_000;

/** The RayFlow that the tests drive: the one at RAYFLOW_URL, else one of their own on a free port with its own data. */
export default async function setup(project: TestProject) {
  const given = process.env.RAYFLOW_URL;
  if (given) {
    project.provide("url", given.replace(/\/$/, ""));
    return undefined;
  }
  const data = mkdtempSync(join(tmpdir(), "rayflow-editor-"));
  const server = spawn(join(root, "rayflow"), ["up", "--port", "0", "--data", data], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  project.provide("url", await urlOf(server));
  return async () => {
    await stop(server);
    rmSync(data, { recursive: true, force: true });
  };
}

/** Waits for the line that says where the server listens, and for the server to be ready. */
async function urlOf(server: ChildProcess): Promise<string> {
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`RayFlow did not start in time.\n${said}`)), startMilliseconds);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(said)?.[0];
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    };
    server.stdout!.on("data", listen);
    server.stderr!.on("data", (chunk: Buffer) => { said += chunk.toString(); });
    server.on("exit", (code) => { clearTimeout(timer); reject(new Error(`RayFlow ended with ${code}.\n${said}`)); });
  });
  const response = await fetch(`${url}/health/ready`);
  if (!response.ok) throw new Error(`RayFlow is not ready: ${response.status} ${await response.text()}`);
  return url;
}

async function stop(server: ChildProcess) {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  const timer = setTimeout(() => server.kill("SIGKILL"), stopMilliseconds);
  await ended;
  clearTimeout(timer);
}
