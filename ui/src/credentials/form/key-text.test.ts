import { describe, expect, it } from "vitest";
import { armourLabel, findKeyTextProblem, fingerprint } from "./key-text";

const OPENSSH = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwAAAAA=
-----END OPENSSH PRIVATE KEY-----
`;

describe("text that should be a key", () => {
  it.each([
    ["-----BEGIN PRIVATE KEY-----\nabc", null],
    ["hello", "not_pem"],
    ["ssh-ed25519 AAAAC3 ana@example", "public_key"],
    ["-----BEGIN PUBLIC KEY-----\nabc", "public_key"],
    ["PuTTY-User-Key-File-3: ssh-ed25519", "putty"],
    ["x".repeat(64 * 1024 + 1), "too_large"],
    ["", null],
  ])("%.30s", (text, problem) => {
    expect(findKeyTextProblem("private_key", text)).toBe(problem);
  });

  it("takes any text where no kind of file is asked for, but not too much of it", () => {
    expect(findKeyTextProblem(undefined, "hello")).toBeNull();
    expect(findKeyTextProblem(undefined, "é".repeat(40 * 1024))).toBe("too_large");
  });

  it("knows JSON key files", () => {
    expect(findKeyTextProblem("json", '{"type": "service_account"}')).toBeNull();
    expect(findKeyTextProblem("json", "-----BEGIN")).toBe("not_json");
  });

  it("reads the armour's label", () => {
    expect(armourLabel(OPENSSH)).toBe("OPENSSH PRIVATE KEY");
    expect(armourLabel("nothing")).toBeNull();
  });

  it("shows the fingerprint of the public half, as ssh-keygen does", async () => {
    // ssh-keygen -lf of the public key ssh-ed25519 00 01 … 1f
    expect(await fingerprint(OPENSSH)).toBe(await expected());
    expect(await fingerprint("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END")).toBeNull();
  });
});

async function expected(): Promise<string> {
  const name = new TextEncoder().encode("ssh-ed25519");
  const key = Uint8Array.from({ length: 32 }, (_, index) => index);
  const blob = new Uint8Array([0, 0, 0, 11, ...name, 0, 0, 0, 32, ...key]);
  const digest = await crypto.subtle.digest("SHA-256", blob);
  return `SHA256:${btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/=+$/, "")}`;
}
