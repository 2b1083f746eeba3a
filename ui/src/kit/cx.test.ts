import { describe, expect, it } from "vitest";
import { cx } from "./cx";

describe("cx", () => {
  it("lets what a screen says win over what a part says", () => {
    expect(cx("min-h-8 px-3", "min-h-0 p-0")).toBe("min-h-0 p-0");
    expect(cx("text-sm text-ink-muted", "text-lg")).toBe("text-ink-muted text-lg");
    expect(cx("text-sm text-ink-faint", "text-current")).toBe("text-sm text-current");
    expect(cx("text-accent-ink underline", "text-ink no-underline")).toBe("text-ink no-underline");
    expect(cx("leading-5", "text-sm")).toBe("text-sm");
    expect(cx("whitespace-nowrap", "whitespace-normal")).toBe("whitespace-normal");
  });
  it("leaves classes that have nothing to do with each other", () => {
    expect(cx("rounded-s-[5px] hover:bg-hover", "bg-surface")).toBe(
      "rounded-s-[5px] hover:bg-hover bg-surface",
    );
  });
});
