-- Why: credentials are looked at again on a schedule, by one process at a time; what webhooks and
-- people were told is remembered with the change itself, so that nothing is told twice or never.

-- How a credential stands and when it is looked at next. A row is made with the credential's first
-- change after this migration, and by the first look at the list. claim_* says which process looks
-- at it just now; they carry no meaning beyond that and are not in row_mac.
CREATE TABLE health (
    credential_id TEXT PRIMARY KEY REFERENCES credential (id) ON DELETE CASCADE,
    org_id TEXT NOT NULL REFERENCES organization (id),
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    notice TEXT,
    changes BIGINT NOT NULL,
    next_check BIGINT,
    attempts BIGINT NOT NULL,
    paused BIGINT NOT NULL,
    checked_at BIGINT,
    secret_ends BIGINT,
    certificate_ends BIGINT,
    row_mac BLOB NOT NULL,
    claim_owner TEXT,
    claim_host TEXT,
    claim_until BIGINT NOT NULL DEFAULT 0,
    claim_number BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX health_due ON health (org_id, next_check);
CREATE INDEX health_notice ON health (org_id) WHERE notice IS NOT NULL;
CREATE INDEX health_claimed ON health (claim_owner) WHERE claim_owner IS NOT NULL;

-- Where lifecycle events go. The sealed secrets are bound to the address and its approvals.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    address TEXT NOT NULL,
    private TEXT NOT NULL,
    events TEXT NOT NULL,
    description TEXT,
    active BIGINT NOT NULL,
    secret BLOB NOT NULL,
    secret_version BIGINT NOT NULL,
    dek_version BIGINT NOT NULL,
    previous_until BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    row_mac BLOB NOT NULL
);

-- The outbox and the log in one: a row is inserted with the change that it tells about, and kept for
-- thirty days after it was delivered or given up.
CREATE TABLE webhook_delivery (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    -- The order in which things happened, whatever the clock said.
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try BIGINT,
    give_up_at BIGINT NOT NULL,
    first_failed BIGINT,
    ended_at BIGINT,
    status BIGINT,
    problem TEXT,
    ms BIGINT,
    row_mac BLOB NOT NULL,
    claim_owner TEXT,
    claim_until BIGINT NOT NULL DEFAULT 0,
    claim_number BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, seq);
CREATE INDEX webhook_delivery_due ON webhook_delivery (org_id, next_try) WHERE state = 'pending';
CREATE INDEX webhook_delivery_claimed ON webhook_delivery (claim_owner) WHERE claim_owner IS NOT NULL;
