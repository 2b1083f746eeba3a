import { type Handlers, holds, pageOf } from "./handlers";

type ActivityHandlers = Pick<Handlers, "activity.list" | "activity.verify">;

export const activityHandlers: ActivityHandlers = {
  "activity.list"(world, request) {
    const { action, actions = [], object, outcome, search, from, until } = request;
    const items = world.activity.filter(
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
