-- Why: rotation of data keys, and signed checkpoints of the record.

-- What is kept of a destroyed data key, sealed with the active one: enough to check the record.
CREATE TABLE retired_key (
    org_id TEXT NOT NULL REFERENCES organization (id),
    dek_version BIGINT NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (org_id, dek_version)
);

-- How far the record went, signed (C2SP tlog-checkpoint). The newest is also outside the database.
CREATE TABLE checkpoint (
    org_id TEXT NOT NULL REFERENCES organization (id),
    seq BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
);
