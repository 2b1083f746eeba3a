-- Why: the first schema. Only what SQLite and PostgreSQL share: no triggers, no engine functions.
-- Times are UTC milliseconds. Every row whose columns carry meaning has a row_mac (SECURITY 2.2).

CREATE TABLE vault (
    id TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    -- Raised to ask every process that has the vault open to lock it.
    lock_requests BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE organization (
    id TEXT PRIMARY KEY,
    vault_id TEXT NOT NULL REFERENCES vault (id),
    name TEXT NOT NULL,
    active_dek BIGINT NOT NULL
);

-- Ways to unlock. Holds no secret: a key id and, for passphrases, Argon2id parameters.
CREATE TABLE key_slot (
    kid TEXT PRIMARY KEY,
    vault_id TEXT NOT NULL REFERENCES vault (id),
    kind TEXT NOT NULL,
    slot TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Each data key, wrapped once for each slot.
CREATE TABLE wrapped_key (
    kid TEXT NOT NULL REFERENCES key_slot (kid) ON DELETE CASCADE,
    org_id TEXT NOT NULL REFERENCES organization (id),
    dek_version BIGINT NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (kid, org_id, dek_version)
);

CREATE TABLE setting (
    org_id TEXT NOT NULL REFERENCES organization (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    row_mac BLOB NOT NULL,
    PRIMARY KEY (org_id, name)
);

-- Connector files that people imported, with the hosts they approved.
CREATE TABLE connector (
    org_id TEXT NOT NULL REFERENCES organization (id),
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    hosts TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    PRIMARY KEY (org_id, id)
);

-- live is 1, or 0 in the archive. (id, live) is what references from active flows point to: a row
-- that one points to can be neither deleted nor archived, whatever the application thinks.
CREATE TABLE credential (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    connector TEXT NOT NULL,
    auth TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    public TEXT NOT NULL,
    policy TEXT NOT NULL,
    secret BLOB NOT NULL,
    secret_version BIGINT NOT NULL,
    dek_version BIGINT NOT NULL,
    secret_fields TEXT NOT NULL,
    state TEXT NOT NULL,
    needs_attention BIGINT NOT NULL,
    proven BIGINT NOT NULL,
    account TEXT,
    target TEXT,
    fingerprint BLOB NOT NULL,
    proof TEXT,
    verified_at BIGINT,
    unverified_reason TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    archived_at BIGINT,
    live BIGINT NOT NULL CHECK (live IN (0, 1)),
    version BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    UNIQUE (id, live)
);
CREATE UNIQUE INDEX credential_name ON credential (org_id, connector, name) WHERE live = 1;
CREATE INDEX credential_list ON credential (org_id, live, search, id);
CREATE INDEX credential_of_connector ON credential (org_id, live, connector, needs_attention);
CREATE INDEX credential_fingerprint ON credential (org_id, fingerprint) WHERE live = 1;

-- Every dry run of a stored credential; the newest hundred are kept.
CREATE TABLE verification (
    id BIGINT NOT NULL,
    credential_id TEXT NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    report TEXT NOT NULL,
    row_mac BLOB NOT NULL,
    PRIMARY KEY (credential_id, id)
);

CREATE TABLE flow (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    active_version BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    UNIQUE (org_id, name)
);

CREATE TABLE flow_version (
    flow_id TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    PRIMARY KEY (flow_id, version)
);

-- What the newest version of a flow refers to; guards nothing.
CREATE TABLE flow_credential (
    flow_id TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    position BIGINT NOT NULL,
    credential_id TEXT NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    PRIMARY KEY (flow_id, step)
);
CREATE INDEX flow_credential_of ON flow_credential (credential_id);

-- What the active version of a flow refers to: THE deletion guard.
CREATE TABLE active_flow_credential (
    flow_id TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    position BIGINT NOT NULL,
    credential_id TEXT NOT NULL,
    credential_live BIGINT NOT NULL DEFAULT 1 CHECK (credential_live = 1),
    PRIMARY KEY (flow_id, step),
    FOREIGN KEY (credential_id, credential_live) REFERENCES credential (id, live)
        ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX active_flow_credential_of ON active_flow_credential (credential_id, credential_live);

-- The tamper-evident record. mac chains each entry to the one before.
CREATE TABLE activity (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    org_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT,
    object_name TEXT,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    search TEXT NOT NULL,
    mac BLOB NOT NULL
);
CREATE INDEX activity_of ON activity (org_id, object, seq);

-- Where the chain ends, so that a cut tail is noticed.
CREATE TABLE activity_head (
    org_id TEXT PRIMARY KEY REFERENCES organization (id),
    seq BIGINT NOT NULL,
    mac BLOB NOT NULL,
    row_mac BLOB NOT NULL
);
