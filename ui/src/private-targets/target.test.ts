import { expect, it } from "vitest";
import { privateTarget } from "./target";

it.each([
  ["http://127.0.0.1:9000/a", "127.0.0.1:9000"],
  ["https://10.1.2.3/a", "10.1.2.3:443"],
  [" http://[::1]/ ", "[::1]:80"],
  ["http://localhost:1/", "localhost:1"],
])("%s is asked about as %s", (address, target) => expect(privateTarget(address)).toBe(target));

it.each(["https://hooks.example.org", "https://172.200.0.1/", "ftp://127.0.0.1/", "127.0.0.1", ""])(
  "%s is not asked about",
  (address) => expect(privateTarget(address)).toBeUndefined(),
);
