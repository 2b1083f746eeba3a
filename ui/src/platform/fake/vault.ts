import { refuse } from "./failure";
import type { Handlers } from "./handlers";
import { record } from "./world";

type VaultHandlers = Pick<
  Handlers,
  | "vault.status"
  | "vault.create"
  | "vault.unlock"
  | "vault.lock"
  | "vault.stay_open"
  | "vault.set_passphrase"
  | "vault.recover"
  | "vault.create_recovery_kit"
  | "vault.check_recovery_kit"
  | "vault.rotate"
  | "vault.backup"
  | "vault.restore"
  | "setting.get"
  | "setting.update"
>;

const RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const WEAK = "The passphrase is too easy to guess.";
const WEAK_HINT = "Use at least 12 characters, or several words.";

const OLDER =
  "This vault is older than when it was last seen: its record has 31 entries, and had 40. Was it restored from a backup?";
const OLDER_HINT =
  "If you restored it on purpose, open it all the same. If not, somebody put an old copy in its place.";

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
  "vault.unlock"(world, { passphrase, older }) {
    if (passphrase !== undefined && passphrase !== null && passphrase !== world.passphrase) {
      refuse(
        "vault.wrong_key",
        "The passphrase does not fit.",
        "Check Caps Lock and the keyboard layout.",
      );
    }
    if (world.isOlder && older !== "accept") refuse("vault.rolled_back", OLDER, OLDER_HINT);
    world.isOlder = false;
    world.vault = { ...world.vault, state: "open" };
    record(world, { action: "vault.unlock" });
    return { ...world.vault };
  },
  "vault.stay_open": () => ({}),
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
  "vault.recover"(world, { recovery_kit, method, passphrase }) {
    if (!recovery_kit.includes("AGE-SECRET-KEY-1")) {
      refuse("vault.kit_unreadable", "This is not a recovery kit.", "Check it against the paper.");
    }
    if (method === "passphrase") world.passphrase = passphrase ?? "";
    const methods = method ? [...new Set([...world.vault.methods, method])] : world.vault.methods;
    world.vault = { ...world.vault, state: "open", methods };
    record(world, { action: "vault.recover" });
    return { ...world.vault };
  },
  "vault.create_recovery_kit"(world, { kit }) {
    const created_at = new Date().toISOString();
    const others = (world.vault.slots ?? []).filter((slot) => slot.kind !== "recovery_kit");
    const slot = { kind: "recovery_kit" as const, key: "5e1f5e1f5e1f5e1f", created_at };
    world.vault = { ...world.vault, slots: [...others, slot] };
    record(world, { action: "vault.create_recovery_kit" });
    return { recipient: RECIPIENT, created_at, file: "file" in kit ? kit.file : null };
  },
  "vault.check_recovery_kit"(world) {
    const kit = (world.vault.slots ?? []).find((slot) => slot.kind === "recovery_kit");
    if (!kit) {
      return refuse("vault.no_recovery_kit", "This vault has no recovery kit.", "Make one.");
    }
    const verified_at = new Date().toISOString();
    record(world, { action: "vault.check_recovery_kit" });
    return { recipient: RECIPIENT, created_at: kit.created_at, verified_at };
  },
  "vault.rotate"(world) {
    record(world, { action: "vault.rotate" });
    const rows = world.credentials.length;
    return { slots: 1, rows, unreadable: 0, resumed: false, data_key: 2, snapshot: null };
  },
  "vault.backup"(world, { file, passphrase }) {
    record(world, { action: "vault.backup" });
    const opened_by = passphrase ? ("passphrase" as const) : ("recovery_kit" as const);
    const created_at = new Date().toISOString();
    return { file, bytes: 188_995, opened_by, credentials: world.credentials.length, created_at };
  },
  "vault.restore"(world) {
    if (world.vault.state !== "missing") {
      refuse("vault.exists", "There is a vault in this folder already.", "Name an empty folder.");
    }
    world.vault = { ...world.vault, state: "open" };
    record(world, { action: "vault.restore" });
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
