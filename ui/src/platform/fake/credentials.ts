import type { CredentialView, Draft, FlowUse } from "../../protocol";
import { refuse } from "./failure";
import { type Handlers, holds, pageOf } from "./handlers";
import { authSchemesOf } from "./schemas";
import { pause, type Verdict, verify } from "./verification";
import { idOf, record, type World } from "./world";

type CredentialHandlers = Pick<Handlers, Extract<keyof Handlers, `credential.${string}`>>;

function getCredential(world: World, reference: string): CredentialView {
  return (
    world.credentials.find((item) => item.id === reference || item.name === reference) ??
    refuse(
      "credential.not_found",
      "This credential does not exist any more.",
      "Go back to the list.",
    )
  );
}

function save(world: World, next: CredentialView, action: string) {
  const saved = { ...next, version: next.version + 1, updated_at: new Date().toISOString() };
  const index = world.credentials.findIndex((item) => item.id === next.id);
  if (index >= 0) world.credentials[index] = saved;
  else world.credentials.push(saved);
  record(world, { action, object: saved.id, object_name: saved.name });
  return { credential: saved };
}

function usesOf(world: World, credential: CredentialView): FlowUse[] {
  return world.flows.flatMap(({ summary, document }) => {
    const steps = document.steps
      .filter((step) => step.credential === credential.id || step.credential === credential.name)
      .map((step) => step.id);
    const { id, name, status } = summary;
    return steps.length > 0 ? [{ id, name, active: status === "active", steps }] : [];
  });
}

function checkVersion(credential: CredentialView, version: number | null | undefined): void {
  if (version !== undefined && version !== null && version !== credential.version) {
    refuse(
      "credential.changed_elsewhere",
      `${credential.name} was changed elsewhere.`,
      "Reload it, or keep yours.",
    );
  }
}

/** The schema of the scheme that the draft is for. */
function schemaOf(world: World, connector: string, auth: string | null | undefined) {
  const name = world.connectors.find((item) => item.id === connector)?.name ?? connector;
  const schemes = authSchemesOf(connector, name);
  const scheme = schemes.find((item) => item.id === auth) ?? schemes[0];
  const schema = scheme?.schema as {
    required: string[];
    properties: Record<string, { title: string; writeOnly?: boolean }>;
  };
  return { auth: scheme?.id ?? "api_key", ...schema };
}

function checkDraft(world: World, connector: string, draft: Draft, stored: readonly string[]) {
  const schema = schemaOf(world, connector, draft.auth);
  const fields = draft.fields as Record<string, unknown>;
  const errors = schema.required
    .filter((key) => (fields[key] === undefined || fields[key] === "") && !stored.includes(key))
    .map((key) => ({
      field: `/${key}`,
      message: `${schema.properties[key]?.title ?? key} is needed.`,
    }));
  if (errors.length > 0)
    refuse("draft.invalid", "The form is not complete.", "Fill in what is marked.", { errors });
  const secrets = Object.keys(schema.properties).filter((key) => schema.properties[key]?.writeOnly);
  const visible = Object.entries(fields).filter(([key]) => !secrets.includes(key));
  return {
    auth: schema.auth,
    open: Object.fromEntries(visible),
    secrets: secrets.filter((key) => fields[key] || stored.includes(key)),
  };
}

function failed(verdict: Verdict): never {
  const { report, field, details } = verdict.failure as NonNullable<Verdict["failure"]>;
  refuse("verification.failed", report.message, report.hint ?? undefined, {
    stages: verdict.proof.stages,
    field,
    code: report.code,
    ...details,
  });
}

/** Verifies a draft unless a reason not to was given and allowed; the proof, or none. */
async function prove(
  world: World,
  request: { draft: Draft; unverified_reason?: string | null; verification?: string | null },
  connector: string,
  credential?: string,
) {
  if (request.unverified_reason) {
    if (world.settings.allow_unverified) return null;
    refuse(
      "verification.required",
      "Saving without verifying is not allowed.",
      "Change it in Settings.",
    );
  }
  const fields = request.draft.fields as Record<string, unknown>;
  const approvals = request.draft.approvals ?? {};
  const verdict = await verify(world, {
    connector,
    fields,
    approvals,
    verification: request.verification ?? undefined,
    credential,
  });
  return verdict.failure ? failed(verdict) : verdict.proof;
}

/** Identity pinning: flows would go on as somebody else. */
function refuseOtherAccount(
  was: string | null | undefined,
  now: string | null | undefined,
  accepted: string | null | undefined,
): void {
  if (!was || !now || was === now || accepted === now) return;
  refuse(
    "sign_in.account_changed",
    `This is another account: you were ${was}, this is ${now}. Nothing was saved`,
    "Check what you typed. If it is meant, go on with the new account.",
    { was, now },
  );
}

export const credentialHandlers: CredentialHandlers = {
  async "credential.add"(world, request) {
    const own = world.credentials.filter(
      (item) => item.connector === request.connector && item.state !== "archived",
    );
    const limit = world.settings.credentials_per_connector;
    if (own.length >= limit) {
      refuse(
        "credential.limit_reached",
        `${own.length} of ${limit} used.`,
        "Delete one or raise the limit in Settings.",
      );
    }
    const checked = checkDraft(world, request.connector, request.draft, []);
    const name = request.name || `${request.connector} ${own.length + 1}`;
    if (own.some((item) => item.name === name)) {
      refuse(
        "credential.name_taken",
        `There is already a credential called “${name}”.`,
        "Choose another name.",
      );
    }
    const proof = await prove(world, request, request.connector);
    if (name.startsWith("Dup") && !request.allow_duplicate) {
      refuse(
        "credential.duplicate",
        "This account is stored already.",
        "Use the stored one, or save it anyway.",
        { duplicate_of: { id: own[0]?.id, name: own[0]?.name } },
      );
    }
    const now = new Date().toISOString();
    return save(
      world,
      {
        id: idOf(3, world.credentials.length + 1),
        name,
        connector: request.connector,
        auth: checked.auth,
        state: proof ? "connected" : "unverified",
        state_reason: null,
        state_since: null,
        needs_attention: false,
        account: proof?.account ?? null,
        target: (checked.open.host as string) ?? (checked.open.base_url as string) ?? null,
        proof,
        used_by: { active_flows: 0, flows: 0, clients: 0 },
        public: checked.open,
        secrets: checked.secrets,
        created_at: now,
        updated_at: now,
        archived_at: null,
        version: 0,
      },
      "credential.add",
    );
  },
  async "credential.check"(world, request) {
    const stored = request.credential ? getCredential(world, request.credential) : undefined;
    checkDraft(world, request.connector, request.draft, stored?.secrets ?? []);
    const { proof, failure } = await verify(world, {
      connector: request.connector,
      fields: request.draft.fields as Record<string, unknown>,
      approvals: request.draft.approvals ?? {},
      verification: request.verification ?? undefined,
      credential: request.credential ?? undefined,
    });
    return { proof, duplicate_of: null, field: failure?.field ?? null };
  },
  async "credential.update"(world, request) {
    const stored = getCredential(world, request.credential);
    checkVersion(stored, request.version);
    const draft = { ...request.draft, auth: request.draft.auth ?? stored.auth };
    const fields = draft.fields as Record<string, unknown>;
    const moved = fields.host !== undefined && fields.host !== stored.public.host;
    const typed = stored.secrets.some((key) => fields[key]);
    if (moved && !typed) {
      refuse(
        "draft.secret_required",
        "The host changed.",
        "Enter the secret again: it will be sent to the new host.",
        { errors: stored.secrets.map((key) => ({ field: `/${key}`, message: "Enter it again." })) },
      );
    }
    const checked = checkDraft(world, stored.connector, draft, [
      ...stored.secrets,
      ...Object.keys(stored.public),
    ]);
    const proof = await prove(world, request, stored.connector, stored.id);
    const account = proof?.account ?? stored.account;
    refuseOtherAccount(stored.account, account, request.accept_account);
    return save(
      world,
      {
        ...stored,
        name: request.name ?? stored.name,
        auth: checked.auth,
        public: { ...stored.public, ...checked.open },
        secrets: checked.secrets,
        account,
        state: proof ? "connected" : "unverified",
        state_reason: null,
        state_since: null,
        needs_attention: false,
        proof,
      },
      "credential.update",
    );
  },
  "credential.list"(world, request) {
    const search = request.search ?? "";
    const items = world.credentials
      .filter((item) => (item.state === "archived") === Boolean(request.archived))
      .filter((item) => !request.connector || item.connector === request.connector)
      .filter((item) => !request.needs_attention || item.needs_attention)
      .filter((item) => !request.unused || item.used_by.flows === 0)
      .filter((item) => !request.unverified || !item.proof)
      .filter((item) => [item.name, item.account].some((text) => holds(text, search)));
    const key = (item: CredentialView) => item.proof?.verified_at ?? "";
    const collator = new Intl.Collator("en", { numeric: true });
    if (request.sort === "verified") items.sort((a, b) => key(a).localeCompare(key(b)));
    else if (request.sort === "created")
      items.sort((a, b) => b.created_at.localeCompare(a.created_at));
    else items.sort((a, b) => collator.compare(a.name, b.name));
    return pageOf(items, request);
  },
  "credential.show"(world, { credential: reference }) {
    const credential = getCredential(world, reference);
    return {
      credential: { ...credential },
      last_check: world.history.get(credential.id)?.[0] ?? credential.proof ?? null,
      allowed_hosts: [String(credential.public.host ?? "api.example.org")],
      approvals: { private: [], host_key: null },
      unverified_reason:
        credential.state === "unverified" ? "The firewall is opened on Monday." : null,
      duplicates: [],
    };
  },
  "credential.usage"(world, { credential: reference }) {
    const credential = getCredential(world, reference);
    return {
      credential: { id: credential.id, name: credential.name },
      flows: usesOf(world, credential),
      clients: [],
    };
  },
  "credential.history"(world, { credential: reference }) {
    const credential = getCredential(world, reference);
    const proofs = [
      ...(world.history.get(credential.id) ?? []),
      ...(credential.proof ? [credential.proof] : []),
    ];
    return pageOf(proofs, {});
  },
  async "credential.verify"(world, request) {
    const wanted = request.all
      ? world.credentials.filter((item) => item.state !== "archived")
      : (request.credentials ?? []).map((reference) => getCredential(world, reference));
    const results = [];
    for (const [index, credential] of wanted.entries()) {
      const broken = credential.state === "disconnected" || credential.state === "reauth_required";
      const fields: Record<string, unknown> = {
        ...credential.public,
        ...(broken ? { password: "wrong" } : {}),
      };
      const approvals = { host_key: "known", private: [`${fields.host}:5432`] };
      const verification = request.verification ?? undefined;
      const { proof, failure } = await verify(world, {
        connector: credential.connector,
        fields,
        approvals,
        verification,
        credential: credential.id,
      });
      world.history.set(credential.id, [proof, ...(world.history.get(credential.id) ?? [])]);
      if (!failure) {
        save(
          world,
          {
            ...credential,
            state: "connected",
            state_reason: null,
            state_since: null,
            needs_attention: false,
            proof,
          },
          "credential.verify",
        );
      }
      world.emit({
        type: "credential_verified",
        verification: verification ?? "",
        credential: credential.id,
        outcome: proof.outcome,
        done: index + 1,
        total: wanted.length,
      });
      results.push({
        id: credential.id,
        name: credential.name,
        outcome: proof.outcome,
        proof,
        error: null,
      });
    }
    return { results };
  },
  async "credential.cancel"(world, { verification }) {
    world.cancelled.add(verification);
    await pause(0);
    return {};
  },
  "credential.readiness"(world, { credential: reference }) {
    const { id, name, state } = getCredential(world, reference);
    const ready = !["unverified", "disconnected", "reauth_required", "quarantined"].includes(state);
    const problems = ready ? [] : [`“${name}” cannot be used now. Verify it or sign in again.`];
    return { credential: { id, name }, state, ready, problems };
  },
  async "credential.refresh"(world, { credential: reference }) {
    const credential = getCredential(world, reference);
    const { grant } = credential;
    if (!grant?.refreshable) {
      refuse("credential.not_refreshable", "There is no refresh token.", "Sign in again.");
    }
    await pause(60);
    const now = Date.now();
    const later = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
    const renewed = {
      ...grant,
      refreshed_at: later(0),
      expires_at: later(60),
      refresh_at: later(54),
    };
    return save(world, { ...credential, grant: renewed }, "credential.refresh");
  },
  "credential.rename"(world, { credential: reference, name, version }) {
    const credential = getCredential(world, reference);
    checkVersion(credential, version);
    if (
      world.credentials.some(
        (item) =>
          item.connector === credential.connector && item.name === name && item !== credential,
      )
    ) {
      refuse(
        "credential.name_taken",
        `There is already a credential called “${name}”.`,
        "Choose another name.",
      );
    }
    return save(world, { ...credential, name }, "credential.rename");
  },
  "credential.delete"(world, { credential: reference, keep_grant }) {
    const credential = getCredential(world, reference);
    const flows = usesOf(world, credential).filter((flow) => flow.active);
    if (flows.length > 0) {
      refuse(
        "credential.in_use",
        `${credential.name} can’t be deleted yet.`,
        "Pause the flows, or replace it there.",
        { flows, clients: [] },
      );
    }
    const outcome = keep_grant ? ("kept" as const) : ("revoked" as const);
    const saved = save(
      world,
      {
        ...credential,
        state: "archived",
        archived_at: new Date().toISOString(),
        needs_attention: false,
      },
      "credential.delete",
    );
    return { ...saved, revocation: credential.grant ? { outcome } : null };
  },
  "credential.restore": (world, { credential }) =>
    save(
      world,
      { ...getCredential(world, credential), state: "unverified", archived_at: null, proof: null },
      "credential.restore",
    ),
  "credential.erase"(world, { credential: reference }) {
    const credential = getCredential(world, reference);
    world.credentials = world.credentials.filter((item) => item !== credential);
    record(world, {
      action: "credential.erase",
      object: credential.id,
      object_name: credential.name,
    });
    return {};
  },
  "credential.quarantine": (world, { credential }) =>
    save(
      world,
      { ...getCredential(world, credential), state: "quarantined", needs_attention: false },
      "credential.quarantine",
    ),
  "credential.release": (world, { credential }) =>
    save(
      world,
      { ...getCredential(world, credential), state: "unverified", proof: null },
      "credential.release",
    ),
  "credential.replace"(world, request) {
    const from = getCredential(world, request.credential);
    const to = getCredential(world, request.with);
    if (from.connector !== to.connector) {
      refuse(
        "credential.other_connector",
        `${to.name} belongs to another connector.`,
        "Choose one of the same connector.",
      );
    }
    const wanted = request.flows ?? [];
    const flows = usesOf(world, from).filter(
      (flow) => wanted.length === 0 || wanted.includes(flow.id),
    );
    if (!request.preview) replaceIn(world, flows, from, to);
    return { flows, replaced: !request.preview };
  },
};

function replaceIn(world: World, flows: FlowUse[], from: CredentialView, to: CredentialView): void {
  for (const { id } of flows) {
    const flow = world.flows.find(({ summary }) => summary.id === id);
    for (const step of flow?.document.steps ?? []) {
      if (step.credential === from.id || step.credential === from.name) step.credential = to.id;
    }
  }
  for (const item of [from, to]) {
    const uses = usesOf(world, item);
    item.used_by = {
      active_flows: uses.filter((use) => use.active).length,
      flows: uses.length,
      clients: 0,
    };
  }
  record(world, { action: "credential.replace", object: from.id, object_name: from.name });
}
