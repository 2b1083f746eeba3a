import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** What a dependency brings along and this UI has no use for (each file says why). */
const standIn = (file: string) => new URL(`tools/${file}`, import.meta.url).pathname;

/**
 * Parts that most screens need and the first paint does not: one chunk, because dozens of small ones
 * weigh more together. What the first paint needs must not match, or `npm run budget` says so.
 */
const PARTS = [
  /\/src\/kit\/(alert-dialog|breadcrumb|combobox|data-list|dialog|disclosure|field|filter-chips|list-selection|menu|monogram|popup-style|radio-cards|relative-time|row-height|search-field|secret-field|segmented|select|split-view|status-badge|tabs|text-field|toggles|truncate|type-ahead|use-list-state|virtual-list)/,
  /@base-ui\/react\/(alert-dialog|checkbox|collapsible|combobox|context-menu|dialog|field|menu|radio|select|separator|switch|tabs|toolbar)/,
  /@base-ui\/react\/internals\/(composite\/(composite\.|constants|item|list)|field|filter|form-context|item|labelable|resolvePopupLabel|resolveRenderedId|resolveValueLabel|serialize)/,
  /@base-ui\/react\/floating-ui-react\/(components\/FloatingFocusManager|hooks\/(gridNavigation|useClick|useListNavigation|useTypeahead)|utils\/(enqueueFocus|markOthers))/,
  /@tanstack\/(react-)?virtual/,
  /lucide-react\/dist\/esm\/icons\/(app-window|archive|arrow-left|ban|chevron|circle-(dashed|question|slash)|clock|ellipsis|eye|file|minus|pause|pencil|play|plus|refresh|rotate|shield|trash|webhook)/,
];
const isPart = (id: string) => PARTS.some((pattern) => pattern.test(id));

// The window and `credenza serve` both serve the bundle from the root of an origin of its own, under
// `script-src 'self'; style-src 'self'`: nothing may be inlined.
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: [
      { find: "markdown-to-jsx/react", replacement: standIn("plain-markdown.ts") },
      { find: "fast-uri", replacement: standIn("plain-uri.ts") },
      {
        find: /^@x0k\/json-schema-merge(\/lib\/array)?$/,
        replacement: standIn("plain-schema-merge.ts"),
      },
      {
        find: /^\.\/components\/widgets\/index\.js$/,
        replacement: standIn("no-default-widgets.ts"),
      },
      {
        find: /^\.\/Layout(Grid|Header|MultiSchema)Field\.js$/,
        replacement: standIn("no-layout-field.ts"),
      },
    ],
  },
  build: {
    target: ["es2022", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
    rolldownOptions: {
      preserveEntrySignatures: "allow-extension",
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "parts", test: isPart },
            { name: "credentials", test: /\/src\/(credentials|oauth)\// },
          ],
        },
      },
    },
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
