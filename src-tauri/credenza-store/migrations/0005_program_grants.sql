-- Why: tokens of client credentials and service accounts are kept and renewed like those of a sign-in, but
-- no OAuth app gave them. A column cannot be made optional in place in both engines, so the table is made
-- anew; nothing refers to it.

CREATE TABLE oauth_grant_new (
    credential_id TEXT PRIMARY KEY REFERENCES credential (id) ON DELETE CASCADE,
    org_id TEXT NOT NULL REFERENCES organization (id),
    -- Absent: a program asks for its tokens with the credential's own secret.
    oauth_app_id TEXT REFERENCES oauth_app (id) ON DELETE RESTRICT,
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

INSERT INTO oauth_grant_new (
    credential_id, org_id, oauth_app_id, generation, scopes, asked, identity, refreshable, signed_in_at,
    granted_at, expires_at, refresh_expires_at, refreshed_at, revoked_at, row_mac, refresh_at, lease_owner,
    lease_until, lease_until_uptime, intent_at, in_doubt, ended, attempts, next_try
) SELECT
    credential_id, org_id, oauth_app_id, generation, scopes, asked, identity, refreshable, signed_in_at,
    granted_at, expires_at, refresh_expires_at, refreshed_at, revoked_at, row_mac, refresh_at, lease_owner,
    lease_until, lease_until_uptime, intent_at, in_doubt, ended, attempts, next_try
FROM oauth_grant;
DROP TABLE oauth_grant;
ALTER TABLE oauth_grant_new RENAME TO oauth_grant;
CREATE INDEX oauth_grant_due ON oauth_grant (org_id, refresh_at);
CREATE INDEX oauth_grant_of_app ON oauth_grant (oauth_app_id);
