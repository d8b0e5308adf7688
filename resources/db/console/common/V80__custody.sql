-- How many calls there are of each day (days since 1970), for charts; kept with each batch of evidence.
CREATE TABLE activity_day (
    day       BIGINT NOT NULL,
    device    TEXT   NOT NULL,
    principal TEXT   NOT NULL,
    verdict   TEXT   NOT NULL,
    calls     BIGINT NOT NULL,
    PRIMARY KEY (day, device, principal, verdict)
);
INSERT INTO activity_day (day, device, principal, verdict, calls)
    SELECT (id >> 21) / 86400000, device, principal, verdict, count(*) FROM enforcement GROUP BY 1, 2, 3, 4;

-- What the console countersigned of a laptop's log: the last one of each day.
CREATE TABLE audit_checkpoint (
    device   TEXT   NOT NULL REFERENCES device (id),
    day      BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    envelope TEXT   NOT NULL,
    PRIMARY KEY (device, day)
);
CREATE INDEX audit_checkpoint_seq ON audit_checkpoint (device, seq);

-- Which rows of a laptop's log were dropped after their time, signed, with the digest that the next row continues.
CREATE TABLE audit_dropped (
    device    TEXT   NOT NULL REFERENCES device (id),
    first_seq BIGINT NOT NULL,
    last_seq  BIGINT NOT NULL,
    envelope  TEXT   NOT NULL,
    PRIMARY KEY (device, first_seq)
);

-- When a laptop's log was read again in the console, and what was wrong with it.
CREATE TABLE audit_check (
    device     TEXT   PRIMARY KEY REFERENCES device (id),
    checked_at BIGINT NOT NULL,
    up_to      BIGINT NOT NULL,
    seq        BIGINT,
    finding    TEXT
);

-- For how many days evidence is kept; no row: for ever.
CREATE TABLE retention (
    only_row   BIGINT PRIMARY KEY CHECK (only_row = 1),
    days       BIGINT NOT NULL,
    applies_at BIGINT NOT NULL
);

-- What is kept longer. `value` is the principal or the device, "" for all.
CREATE TABLE legal_hold (
    id             TEXT   PRIMARY KEY,
    kind           TEXT   NOT NULL,
    value          TEXT   NOT NULL,
    sentence       TEXT   NOT NULL,
    set_by         TEXT   NOT NULL,
    set_at         BIGINT NOT NULL,
    ended_at       BIGINT,
    ended_by       TEXT,
    ended_sentence TEXT
);

-- Searches that people keep for themselves.
CREATE TABLE saved_search (
    id       TEXT   PRIMARY KEY,
    account  TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    query    TEXT   NOT NULL,
    saved_at BIGINT NOT NULL,
    UNIQUE (account, name)
);
