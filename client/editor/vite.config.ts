import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development the API is a RayFlow elsewhere on this machine: RAYFLOW_URL=http://127.0.0.1:5080 npm run dev
const server = process.env.RAYFLOW_URL ?? "http://127.0.0.1:5080";

export default defineConfig(({ command }) => {
  // Whoever starts the build, a test runner too, gets React's production build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    build: {
      outDir: "dist",
      assetsDir: "assets",
      target: "es2022",
      // The server's content security policy allows no data: fonts or scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    // The samples are beside the editor, and part of it.
    // The server sees the address that the page has, so that its calls are not another origin's.
    server: { fs: { allow: [".", "../samples"] }, host: "127.0.0.1", proxy: { "/api": { target: server, changeOrigin: false }, "/health": server } },
  };
});
