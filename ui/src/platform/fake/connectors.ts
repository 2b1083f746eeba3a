import type { ConnectorSummary } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, holds } from "./handlers";
import { authSchemesOf } from "./schemas";
import { record, type World } from "./world";

type ConnectorHandlers = Pick<
  Handlers,
  "connector.list" | "connector.search" | "connector.show" | "connector.import" | "connector.remove"
>;

function liveCredentials(world: World, connector?: string) {
  return world.credentials.filter(
    (item) => item.state !== "archived" && (!connector || item.connector === connector),
  );
}

function counted(world: World, connector: ConnectorSummary): ConnectorSummary {
  const own = liveCredentials(world, connector.id);
  return {
    ...connector,
    credentials: own.length,
    needs_attention: own.filter((item) => item.needs_attention).length,
  };
}

function findConnector(world: World, id: string): ConnectorSummary {
  return (
    world.connectors.find((item) => item.id === id) ??
    refuse("connector.not_found", `There is no connector “${id}”.`, "Look in the catalogue.")
  );
}

export const connectorHandlers: ConnectorHandlers = {
  "connector.list"(world, request) {
    const search = request.search ?? "";
    const items = world.connectors
      .map((item) => counted(world, item))
      .filter((item) => !request.category || item.category === request.category)
      .filter((item) => !request.in_use || (item.credentials ?? 0) > 0)
      .map((item) => ({
        ...item,
        matching_credentials: search
          ? liveCredentials(world, item.id)
              .map((credential) => credential.name)
              .filter((name) => holds(name, search))
              .slice(0, 5)
          : [],
      }))
      .filter((item) => !search || holds(item.name, search) || item.matching_credentials.length > 0)
      .sort((a, b) => a.category.localeCompare(b.category) || a.name.localeCompare(b.name));
    const live = liveCredentials(world);
    return {
      items,
      total: items.length,
      counted: true,
      credentials: live.length,
      needs_attention: live.filter((item) => item.needs_attention).length,
      unreadable: world.vault.unreadable,
    };
  },
  "connector.search"(world, { intent }) {
    const items = world.connectors
      .filter((item) =>
        [item.name, item.category, item.description].some((text) => holds(text, intent)),
      )
      .map(({ id, name, category }) => ({
        id,
        name,
        category,
        score: holds(name, intent) ? 100 : 40,
        reasons: [holds(name, intent) ? "name" : "category"],
      }))
      .sort((a, b) => b.score - a.score);
    return { items, best: items.length === 1 ? (items[0]?.id ?? null) : null };
  },
  "connector.show"(world, { id }) {
    const connector = findConnector(world, id);
    const own = liveCredentials(world, id);
    return {
      ...connector,
      docs_url: `https://docs.example.org/${id}`,
      hosts: ["*.example.org"],
      auth: authSchemesOf(id, connector.name),
      credentials: own.length,
      limit:
        id === "postgresql" && own.length > 50 ? 10_000 : world.settings.credentials_per_connector,
      suggested_name: `${connector.name} ${own.length + 1}`,
    };
  },
  "connector.import"(world, { toml, approve_hosts }) {
    const read = (key: string) => new RegExp(`^${key}\\s*=\\s*"([^"]+)"`, "m").exec(toml)?.[1];
    const id = read("id");
    const name = read("name");
    if (!id || !name) {
      refuse("connector.invalid", "The file is not a connector.", "It needs an id and a name.");
    }
    const hosts = /^hosts\s*=\s*\[([^\]]*)\]/m.exec(toml)?.[1]?.match(/[\w.*-]+/g) ?? [];
    const imported = hosts.length > 0 && hosts.every((host) => approve_hosts?.includes(host));
    if (imported) {
      const category = read("category") ?? "Utility";
      world.connectors = [
        ...world.connectors.filter((item) => item.id !== id),
        {
          id,
          name,
          category,
          description: "",
          built_in: false,
          credentials: 0,
          needs_attention: 0,
        },
      ];
      record(world, {
        action: "connector.import",
        object: id,
        object_name: name,
        detail: { hosts },
      });
    }
    const warnings = hosts.some((host) => host.startsWith("*."))
      ? ["A host with * lets the secret go to every address below it."]
      : [];
    return { id, name, hosts, imported, warnings };
  },
  "connector.remove"(world, { id }) {
    const connector = findConnector(world, id);
    if (connector.built_in || (counted(world, connector).credentials ?? 0) > 0) {
      refuse(
        "connector.in_use",
        `${connector.name} cannot be removed.`,
        "Delete its credentials first.",
      );
    }
    world.connectors = world.connectors.filter((item) => item.id !== id);
    return {};
  },
};
