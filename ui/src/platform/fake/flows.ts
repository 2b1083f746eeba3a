import type { FlowDetail, StepProblem, StepView } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, holds, pageOf } from "./handlers";
import { type FakeFlow, idOf, record, type World } from "./world";

type FlowHandlers = Pick<
  Handlers,
  "flow.list" | "flow.show" | "flow.save" | "flow.activate" | "flow.pause" | "flow.delete"
>;

function getFlow(world: World, reference: string): FakeFlow {
  return (
    world.flows.find(({ summary }) => summary.id === reference || summary.name === reference) ??
    refuse("flow.not_found", "This flow does not exist any more.", "Go back to the list.")
  );
}

const UNUSABLE: Partial<Record<string, [StepProblem["reason"], string]>> = {
  unverified: ["credential_unverified", "has never been verified"],
  disconnected: ["credential_disconnected", "is rejected by the provider"],
  reauth_required: ["credential_disconnected", "needs a new sign-in"],
  quarantined: ["credential_quarantined", "is quarantined"],
  archived: ["credential_archived", "was deleted"],
};

function stepsOf(world: World, flow: FakeFlow): StepView[] {
  return flow.document.steps.map((step) => {
    const credential = world.credentials.find(
      (item) => item.id === step.credential || item.name === step.credential,
    );
    const named = credential ? { id: credential.id, name: credential.name } : null;
    return {
      id: step.id,
      connector: step.connector,
      connector_name:
        world.connectors.find((item) => item.id === step.connector)?.name ?? step.connector,
      action: step.action,
      credential: named,
      credential_state: credential?.state ?? null,
      problem: problemOf(step.id, step.credential, credential, named),
    };
  });
}

function problemOf(
  step: string,
  wanted: string | null | undefined,
  credential: World["credentials"][number] | undefined,
  named: { id: string; name: string } | null,
): StepProblem | null {
  if (!credential) {
    const reason = wanted ? "credential_unknown" : "credential_missing";
    return {
      step,
      reason,
      message: `Step “${step}” has no credential.`,
      hint: "Choose one.",
      credential: null,
    };
  }
  const [reason, words] = UNUSABLE[credential.state] ?? [];
  if (!reason) return null;
  const message = `“${credential.name}” ${words}.`;
  return { step, reason, message, hint: "Verify it, or choose another one.", credential: named };
}

function refreshUse(world: World): void {
  for (const flow of world.flows) {
    flow.summary.problems = stepsOf(world, flow).filter((step) => step.problem).length;
  }
  for (const credential of world.credentials) {
    const using = world.flows.filter(({ document }) =>
      document.steps.some(
        (step) => step.credential === credential.id || step.credential === credential.name,
      ),
    );
    const active = using.filter(({ summary }) => summary.status === "active").length;
    credential.used_by = { active_flows: active, flows: using.length, clients: 0 };
  }
}

function change(
  world: World,
  flow: FakeFlow,
  status: FakeFlow["summary"]["status"],
  action: string,
) {
  flow.summary = {
    ...flow.summary,
    status,
    active_version: status === "active" ? flow.summary.version : null,
    updated_at: new Date().toISOString(),
  };
  refreshUse(world);
  record(world, { action, object: flow.summary.id, object_name: flow.summary.name });
  return { flow: { ...flow.summary } };
}

export const flowHandlers: FlowHandlers = {
  "flow.list"(world, request) {
    const search = request.search ?? "";
    const items = world.flows
      .map(({ summary }) => ({ ...summary }))
      .filter((item) => holds(item.name, search));
    return pageOf(items, request);
  },
  "flow.show"(world, { flow: reference }): FlowDetail {
    const flow = getFlow(world, reference);
    const versions = Array.from({ length: flow.summary.version }, (_, index) => ({
      version: flow.summary.version - index,
      created_at: flow.summary.updated_at,
    }));
    return {
      flow: { ...flow.summary },
      document: flow.document,
      steps: stepsOf(world, flow),
      versions,
    };
  },
  "flow.save"(world, { flow: id, document }) {
    const known = world.flows.find(
      ({ summary }) => summary.id === id || summary.name === document.name,
    );
    const now = new Date().toISOString();
    const connectors = document.steps.map((step) => step.connector);
    const summary = known
      ? {
          ...known.summary,
          name: document.name,
          version: known.summary.version + 1,
          connectors,
          updated_at: now,
        }
      : {
          id: idOf(2, world.flows.length + 1),
          name: document.name,
          version: 1,
          active_version: null,
          status: "draft" as const,
          connectors,
          problems: 0,
          created_at: now,
          updated_at: now,
        };
    const flow: FakeFlow = { summary, document };
    world.flows = [...world.flows.filter((item) => item !== known), flow];
    return change(world, flow, summary.status, "flow.save");
  },
  "flow.activate"(world, { flow: reference }) {
    const flow = getFlow(world, reference);
    const problems = stepsOf(world, flow).flatMap((step) => step.problem ?? []);
    if (problems.length > 0) {
      refuse(
        "flow.not_ready",
        `${flow.summary.name} can’t be activated yet.`,
        "Put these steps right first.",
        { problems },
      );
    }
    return change(world, flow, "active", "flow.activate");
  },
  "flow.pause": (world, { flow }) => change(world, getFlow(world, flow), "paused", "flow.pause"),
  "flow.delete"(world, { flow: reference }) {
    const flow = getFlow(world, reference);
    if (flow.summary.status === "active") {
      refuse("flow.active", `${flow.summary.name} is active.`, "Pause it first.");
    }
    world.flows = world.flows.filter((item) => item !== flow);
    refreshUse(world);
    return {};
  },
};
