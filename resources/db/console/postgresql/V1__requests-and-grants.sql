-- What tells the instances of a console which laptops have something new: rises with each change, in the order in which
-- changes become visible, because whoever raises it keeps it locked until the commit.
CREATE TABLE change_counter (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    changed BIGINT NOT NULL
);
INSERT INTO change_counter (only_row, changed) VALUES (1, 0);

CREATE TABLE enrolment_code (
    hash TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    roles TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    issuer_principal TEXT,
    ends_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by TEXT
);

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    roles TEXT NOT NULL,
    public_key TEXT NOT NULL,
    host TEXT NOT NULL,
    os TEXT NOT NULL,
    version TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    enrolled_by TEXT NOT NULL,
    enroller_principal TEXT,
    released_at BIGINT,
    seen_at BIGINT NOT NULL,
    report TEXT,
    reported_at BIGINT,
    document_version BIGINT NOT NULL,
    document TEXT,
    document_at BIGINT,
    changed BIGINT NOT NULL
);
CREATE INDEX device_changed ON device (changed);
CREATE INDEX device_principal ON device (principal);

CREATE TABLE exception_request (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES device,
    principal TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    waivable BIGINT NOT NULL,
    rules TEXT NOT NULL,
    request TEXT NOT NULL,
    evidence_seq BIGINT NOT NULL,
    evidence BYTEA NOT NULL,
    question TEXT,
    word_by TEXT,
    word_at BIGINT,
    word TEXT,
    first_approver TEXT,
    first_principal TEXT,
    first_at BIGINT,
    first_approval TEXT,
    grant_id TEXT
);
CREATE INDEX request_by_state ON exception_request (state, received_at, id);
CREATE INDEX request_by_arrival ON exception_request (received_at, id);
CREATE INDEX request_by_device ON exception_request (device, changed_at);

CREATE TABLE given_grant (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES exception_request,
    principal TEXT NOT NULL,
    device TEXT,
    body TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    max_uses BIGINT,
    uses BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    sentence TEXT
);
CREATE INDEX grant_by_state ON given_grant (state, until_at);
CREATE INDEX grant_by_principal ON given_grant (principal, state);

CREATE TABLE console_log (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    sentence TEXT NOT NULL,
    chain BYTEA NOT NULL
);
CREATE INDEX log_by_about ON console_log (about, seq);

CREATE TABLE console_log_head (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    seq BIGINT NOT NULL,
    chain BYTEA NOT NULL
);
INSERT INTO console_log_head (only_row, seq, chain) VALUES (1, 0, decode(repeat('00', 32), 'hex'));
