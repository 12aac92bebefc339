import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: [process.env.npm_lifecycle_event === "screenshots" ? "*.shots.ts" : "*.e2e.ts"],
    globalSetup: ["./server.ts"],
    // One browser at a time: several on one machine would measure each other.
    fileParallelism: false,
    // Every wait ends when what it waits for is there; these only bound how long a loaded machine may take.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
});
