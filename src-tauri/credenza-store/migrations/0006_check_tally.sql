-- Why: the history keeps the newest hundred dry runs, and the same trouble again is not recorded at all, so that
-- a day of an outage looked like a day without checks. How each look ended is counted by the hour (UTC), which
-- any time zone can put into days of its own; kept for a month.

CREATE TABLE check_tally (
    credential_id TEXT NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
    org_id TEXT NOT NULL REFERENCES organization (id),
    -- Hours since 1970.
    hour BIGINT NOT NULL,
    passed BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    untestable BIGINT NOT NULL,
    row_mac BLOB NOT NULL,
    PRIMARY KEY (credential_id, hour)
);
