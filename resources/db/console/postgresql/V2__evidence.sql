-- How far the console has the log of a laptop without a hole, and the digest that the next row continues.
CREATE TABLE audit_head (
    device TEXT PRIMARY KEY REFERENCES device,
    seq BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    number BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    asked_again_at BIGINT
);

-- Where a laptop's log is not what was written.
CREATE TABLE audit_break (
    device TEXT NOT NULL REFERENCES device,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    PRIMARY KEY (device, seq, kind)
);

-- What a laptop sent in the place of a row that the console has.
CREATE TABLE audit_rewrite (
    device TEXT NOT NULL REFERENCES device,
    seq BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    record BYTEA NOT NULL,
    chain BYTEA NOT NULL,
    PRIMARY KEY (device, seq, sha256)
);

-- One row for each enforcement. The id rises with the time of the decision: milliseconds since 1970, then 21 bits that
-- tell those of the same millisecond apart. Which tokens a row has, the console says.
CREATE TABLE enforcement (
    id BIGINT NOT NULL,
    device TEXT NOT NULL,
    seq BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    number BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    record BYTEA NOT NULL,
    chain BYTEA NOT NULL,
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
    ran_failed BIGINT,
    ran_millis BIGINT,
    tokens INTEGER[] NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX enforcement_by_seq ON enforcement (device, seq);
CREATE INDEX enforcement_by_token ON enforcement USING gin (tokens);

-- A partition a day is made when its first row comes; what is of no usual day comes here.
CREATE TABLE enforcement_other PARTITION OF enforcement DEFAULT;
