-- The one row that makes this database an installation's.
CREATE TABLE installation (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    device     TEXT    NOT NULL,
    cache_key  BLOB    NOT NULL,
    epoch      INTEGER NOT NULL, -- rises by one at each start
    created_at INTEGER NOT NULL
) STRICT;

-- One row an enforcement. `record` is the whole of it as JSON, which names its version; the columns before it repeat
-- what is looked for. `chain` covers installation.device, epoch, number and record; the ran_ columns come later and are
-- outside of it.
-- AUTOINCREMENT, because it remembers the highest seq: rows that were deleted at the end are missed.
CREATE TABLE enforcement (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    decided_at  INTEGER NOT NULL,
    effect      TEXT    NOT NULL CHECK (effect IN ('allow', 'deny', 'would-deny')),
    rules       TEXT    NOT NULL, -- ids, separated by spaces
    call_key    INTEGER NOT NULL, -- hashes of session and call id; 0 without a session
    took_micros INTEGER NOT NULL,
    record      TEXT    NOT NULL,
    chain       BLOB    NOT NULL,
    ran_failed  INTEGER,
    ran_millis  INTEGER,
    ran_at      INTEGER -- when the agent reported it
) STRICT;

-- Each index is one more page that every verdict waits for: these two are all that cannot come later.
CREATE INDEX enforcement_denied ON enforcement (seq) WHERE effect <> 'allow';
CREATE INDEX enforcement_by_call ON enforcement (call_key);

-- What follows the enforcements by up to a second, each row by its seq: their ids, their times (covers the counts of a
-- day), and their words. The last keeps no text of its own; its `effect` is 'deny' or ''.
CREATE TABLE by_id (
    id  TEXT    NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE by_time (
    decided_at  INTEGER NOT NULL,
    effect      TEXT    NOT NULL,
    took_micros INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    PRIMARY KEY (decided_at, seq)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
    shown, tool, agent, workspace, rules, effect,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);

-- What each PDP confirmed. The highest turn of a PDP is the revision that it confirmed last. The limits are for how
-- long after that the revision may decide without it: calls that only read, and all others.
CREATE TABLE revision (
    id                 INTEGER PRIMARY KEY,
    pdp                TEXT    NOT NULL,
    revision           TEXT    NOT NULL,
    turn               INTEGER NOT NULL,
    confirmed_at       INTEGER NOT NULL,
    read_limit_millis  INTEGER NOT NULL CHECK (read_limit_millis >= 0),
    other_limit_millis INTEGER NOT NULL CHECK (other_limit_millis >= 0),
    UNIQUE (pdp, revision)
) STRICT;

-- The PDP's decisions, by the keyed hash of the whole question.
CREATE TABLE decision (
    key           BLOB    PRIMARY KEY,
    revision_id   INTEGER NOT NULL REFERENCES revision (id) ON DELETE CASCADE,
    effect        TEXT    NOT NULL CHECK (effect IN ('ALLOW', 'DENY')),
    rules         TEXT    NOT NULL,
    allow_matches INTEGER NOT NULL CHECK (allow_matches IN (0, 1)),
    decided_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The PDP's policies for one principal, as plans. `principal` is the keyed hash of id, roles and attributes.
CREATE TABLE plans (
    pdp        TEXT    NOT NULL,
    principal  BLOB    NOT NULL,
    revision   TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,
    PRIMARY KEY (pdp, principal, revision)
) STRICT;

-- How far the guarded clock has come: a start with the computer's clock set back goes on from there.
CREATE TABLE clock (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    reached_at INTEGER NOT NULL
) STRICT;
