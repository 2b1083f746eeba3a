// Applies the stored appearance before the first paint. A file of its own, because the content
// security policy forbids inline scripts; src/shell/appearance.ts keeps it up to date afterwards.
(() => {
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem("credenza.appearance") ?? "{}");
  } catch {
    // Storage that cannot be read means the defaults.
  }
  const root = document.documentElement;
  const dark =
    stored.theme === "dark" ||
    (stored.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = stored.density ?? "default";
  if (stored.reduceMotion) root.dataset.motion = "reduced";
  root.style.setProperty("--text-scale", String((stored.textSize ?? 100) / 100));
})();
