-- Why: sign-ins through the browser. An OAuth app is a client registered at a provider; a grant is what
-- a person gave to one credential through it; a sign-in is one that is under way. Tokens are not here:
-- they lie in the credential's own sealed secret. See docs of the tables in table/oauth_*.rs.

-- secret is the sealed client secret, bound to the digest of `policy`: where it may be sent.
-- redirect_path is 128 random bits, made once, so that the address can be registered.
CREATE TABLE oauth_app (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    connector TEXT NOT NULL,
    auth TEXT NOT NULL,
    name TEXT NOT NULL,
    client_id TEXT NOT NULL,
    secret BLOB,
    secret_version BIGINT NOT NULL,
    dek_version BIGINT NOT NULL,
    policy TEXT NOT NULL,
    scopes TEXT,
    redirect TEXT NOT NULL,
    redirect_path TEXT NOT NULL,
    fields TEXT NOT NULL,
    secret_expires_at BIGINT,
    test_mode BIGINT NOT NULL CHECK (test_mode IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    UNIQUE (org_id, connector, name)
);

-- Up to row_mac: what was granted, authenticated. After it: when and by whom it is renewed. Whoever
-- edits those can delay a renewal, and nothing else.
CREATE TABLE oauth_grant (
    credential_id TEXT PRIMARY KEY REFERENCES credential (id) ON DELETE CASCADE,
    org_id TEXT NOT NULL REFERENCES organization (id),
    oauth_app_id TEXT NOT NULL REFERENCES oauth_app (id) ON DELETE RESTRICT,
    -- Counts the tokens; a writer that began with an older one is refused (fencing).
    generation BIGINT NOT NULL,
    scopes TEXT,
    asked TEXT NOT NULL,
    identity TEXT,
    refreshable BIGINT NOT NULL CHECK (refreshable IN (0, 1)),
    -- When a person last signed in; granted_at moves with every renewal.
    signed_in_at BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT,
    refresh_expires_at BIGINT,
    refreshed_at BIGINT,
    revoked_at BIGINT,
    row_mac BLOB NOT NULL,
    refresh_at BIGINT,
    -- The lease: process, when it ends (wall clock; and by the machine's uptime, which nobody sets),
    -- and since when a request may be on its way.
    lease_owner TEXT,
    lease_until BIGINT,
    lease_until_uptime BIGINT,
    intent_at BIGINT,
    -- 0 none; 1 an answer was lost; 2 the one retry after a dead process was begun.
    in_doubt BIGINT NOT NULL DEFAULT 0,
    -- 1: the provider honours it no longer; only a new sign-in helps.
    ended BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_try BIGINT
);
CREATE INDEX oauth_grant_due ON oauth_grant (org_id, refresh_at);
CREATE INDEX oauth_grant_of_app ON oauth_grant (oauth_app_id);

-- Sign-ins that wait for a person: written before the browser opens, removed when they end.
CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organization (id),
    -- SHA-256 of `state`; absent in a device sign-in, which has none.
    state_hash BLOB UNIQUE,
    issuer TEXT,
    token_url TEXT NOT NULL,
    client_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    -- The process that waits; when it is gone, so is the sign-in.
    owner TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    row_mac BLOB NOT NULL
);
