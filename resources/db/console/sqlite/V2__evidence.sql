-- How far the console has the log of a laptop without a hole, and the digest that the next row continues.
CREATE TABLE audit_head (
    device TEXT PRIMARY KEY REFERENCES device,
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    chain BLOB NOT NULL,
    asked_again_at INTEGER
) STRICT;

-- Where a laptop's log is not what was written.
CREATE TABLE audit_break (
    device TEXT NOT NULL REFERENCES device,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (device, seq, kind)
) STRICT;

-- What a laptop sent in the place of a row that the console has.
CREATE TABLE audit_rewrite (
    device TEXT NOT NULL REFERENCES device,
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    record BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (device, seq, sha256)
) STRICT;

-- One row for each enforcement. The id rises with the time of the decision: milliseconds since 1970, then 21 bits that
-- tell those of the same millisecond apart.
CREATE TABLE enforcement (
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    record BLOB NOT NULL,
    chain BLOB NOT NULL,
    mark TEXT NOT NULL,
    enforcement TEXT NOT NULL,
    principal TEXT NOT NULL,
    agent TEXT NOT NULL,
    tool TEXT NOT NULL,
    workspace TEXT NOT NULL,
    verdict TEXT NOT NULL,
    rules TEXT NOT NULL,
    shown TEXT NOT NULL,
    reason TEXT NOT NULL,
    programs TEXT NOT NULL,
    paths TEXT NOT NULL,
    hosts TEXT NOT NULL,
    ran_failed INTEGER,
    ran_millis INTEGER
) STRICT;
CREATE UNIQUE INDEX enforcement_by_seq ON enforcement (device, seq);

-- Which tokens a row has; the console makes them.
CREATE VIRTUAL TABLE enforcement_tokens USING fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
