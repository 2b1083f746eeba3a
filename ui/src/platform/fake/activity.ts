import type { ActivityEntry } from "../../protocol";
import { type Handlers, holds, pageOf } from "./handlers";
import { ACTOR, type World } from "./world";

type ActivityHandlers = Pick<Handlers, "activity.list" | "activity.verify">;

export const activityHandlers: ActivityHandlers = {
  "activity.list"(world, request) {
    const { action, actions = [], object, outcome, search, from, until } = request;
    const past = object && actions.length > 0 ? lifecycleOf(world, object) : world.activity;
    const items = past.filter(
      (entry) =>
        (!action || entry.action === action) &&
        (actions.length === 0 || actions.includes(entry.action)) &&
        (!object || entry.object === object) &&
        (!outcome || entry.outcome === outcome) &&
        (!from || entry.at >= from) &&
        (!until || entry.at < until) &&
        (!search ||
          [entry.action, entry.object_name, entry.actor.user].some((text) => holds(text, search))),
    );
    return pageOf(items, request);
  },
  "activity.verify": (world) => ({
    intact: world.chainIntact,
    entries: world.chainIntact ? world.activity.length : 211,
    up_to: world.activity[0]?.at ?? null,
    broken_at: world.chainIntact ? null : 212,
    anchor: world.chainIntact ? "continued" : "unavailable",
    problem: world.chainIntact ? null : "Entry 212 is not what it was when it was written.",
  }),
};

/** What became of a credential of the sample organization. */
function lifecycleOf(world: World, object: string): ActivityEntry[] {
  const item = world.credentials.find(({ id }) => id === object);
  if (!item) return [];
  const of = (action: string, at: string, detail = {}): ActivityEntry => ({
    seq: 1,
    at,
    action,
    object,
    object_name: item.name,
    outcome: "done",
    actor: ACTOR,
    detail,
  });
  const lost = of("credential.lost", item.state_since ?? "", { code: item.state_reason });
  const created = { ...of("credential.add", item.created_at), seq: 0 };
  return item.state_reason && item.state !== "degraded" ? [lost, created] : [created];
}
