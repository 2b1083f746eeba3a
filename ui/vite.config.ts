import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The window and `credenza serve` both serve the bundle from the root of an origin of its own, under
// `script-src 'self'; style-src 'self'`: nothing may be inlined.
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      "markdown-to-jsx/react": new URL("tools/plain-markdown.ts", import.meta.url).pathname,
    },
  },
  build: {
    target: ["es2022", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
  },
  server: { port: 1420, strictPort: true },
  preview: { port: 4173, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 10_000,
    hookTimeout: 10_000,
  },
});
