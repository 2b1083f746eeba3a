import { refuse } from "./failure";
import type { Handlers } from "./handlers";
import { record } from "./world";

type VaultHandlers = Pick<
  Handlers,
  | "vault.status"
  | "vault.create"
  | "vault.unlock"
  | "vault.lock"
  | "vault.set_passphrase"
  | "setting.get"
  | "setting.update"
>;

const WEAK = "The passphrase is too easy to guess.";
const WEAK_HINT = "Use at least 12 characters, or several words.";

export const vaultHandlers: VaultHandlers = {
  "vault.status": (world) => ({ ...world.vault }),
  "vault.create"(world, { method, passphrase }) {
    if (method === "keyring" && world.vault.keyring !== "available") {
      refuse(
        "keyring.unavailable",
        "There is no keyring on this computer.",
        "Choose a passphrase.",
      );
    }
    if (method === "passphrase" && (passphrase ?? "").length < 12) {
      refuse("vault.weak_passphrase", WEAK, WEAK_HINT);
    }
    world.passphrase = passphrase ?? "";
    const created_at = new Date().toISOString();
    world.vault = { ...world.vault, state: "open", methods: [method], created_at, id: "01936000" };
    record(world, { action: "vault.create" });
    return { ...world.vault };
  },
  "vault.unlock"(world, { passphrase }) {
    if (passphrase !== undefined && passphrase !== null && passphrase !== world.passphrase) {
      refuse(
        "vault.wrong_key",
        "The passphrase does not fit.",
        "Check Caps Lock and the keyboard layout.",
      );
    }
    world.vault = { ...world.vault, state: "open" };
    record(world, { action: "vault.unlock" });
    return { ...world.vault };
  },
  "vault.lock"(world) {
    world.vault = { ...world.vault, state: "locked" };
    world.emit({ type: "locked" });
    return { ...world.vault };
  },
  "vault.set_passphrase"(world, request) {
    if (world.vault.methods.includes("passphrase") && request.current !== world.passphrase) {
      refuse("vault.wrong_key", "The present passphrase does not fit.", "Enter it again.");
    }
    if (request.new.length < 12) refuse("vault.weak_passphrase", WEAK, WEAK_HINT);
    world.passphrase = request.new;
    const methods = [...new Set([...world.vault.methods, "passphrase" as const])];
    world.vault = { ...world.vault, methods };
    record(world, { action: "vault.set_passphrase" });
    return { ...world.vault };
  },
  "setting.get": (world) => ({ ...world.settings }),
  "setting.update"(world, change) {
    const set = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    world.settings = { ...world.settings, ...Object.fromEntries(set) };
    record(world, { action: "setting.update", detail: Object.fromEntries(set) });
    return { ...world.settings };
  },
};
