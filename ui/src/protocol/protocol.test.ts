import { describe, expect, it } from "vitest";
import { ALL_VIEWS, OPERATIONS, type OperationName, viewOf, withDerivedViews } from ".";

describe("views", () => {
  it("know every operation, so that no answer stays stale unnoticed", () => {
    for (const name of Object.keys(OPERATIONS) as OperationName[]) {
      expect(ALL_VIEWS, name).toContain(viewOf(name));
    }
  });
  it("make health stale with what it is made of, and with nothing else", () => {
    expect(withDerivedViews(["credentials"])).toContain("health");
    expect(withDerivedViews(["o_auth_apps"])).toContain("health");
    expect(withDerivedViews(["settings", "activity"])).not.toContain("health");
  });
});
