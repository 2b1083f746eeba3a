import { expect, it } from "vitest";
import { sentences } from "./sentences";

it("ends each sentence but the last, and leaves out what is not there", () => {
  expect(sentences("The port is closed", undefined, "Check the port.")).toBe(
    "The port is closed. Check the port.",
  );
  expect(sentences("Really?", null, "Yes")).toBe("Really? Yes");
  expect(sentences("He said “no.”", "It is so")).toBe("He said “no.” It is so");
  expect(sentences("Refused")).toBe("Refused");
});
