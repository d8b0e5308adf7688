-- What tells the instances of a console which laptops have something new: rises with each change, in the order in which
-- changes become visible, because whoever raises it keeps it locked until the commit.
CREATE TABLE change_counter (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    changed INTEGER NOT NULL
) STRICT;
INSERT INTO change_counter (only_row, changed) VALUES (1, 0);

CREATE TABLE enrolment_code (
    hash TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    roles TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    issuer_principal TEXT,
    ends_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by TEXT
) STRICT;

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    roles TEXT NOT NULL,
    public_key TEXT NOT NULL,
    host TEXT NOT NULL,
    os TEXT NOT NULL,
    version TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    enrolled_by TEXT NOT NULL,
    enroller_principal TEXT,
    released_at INTEGER,
    seen_at INTEGER NOT NULL,
    report TEXT,
    reported_at INTEGER,
    document_version INTEGER NOT NULL,
    document TEXT,
    document_at INTEGER,
    changed INTEGER NOT NULL
) STRICT;
CREATE INDEX device_changed ON device (changed);
CREATE INDEX device_principal ON device (principal);

CREATE TABLE exception_request (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES device,
    principal TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    waivable INTEGER NOT NULL,
    rules TEXT NOT NULL,
    request TEXT NOT NULL,
    evidence_seq INTEGER NOT NULL,
    evidence BLOB NOT NULL,
    question TEXT,
    word_by TEXT,
    word_at INTEGER,
    word TEXT,
    first_approver TEXT,
    first_principal TEXT,
    first_at INTEGER,
    first_approval TEXT,
    grant_id TEXT
) STRICT;
CREATE INDEX request_by_state ON exception_request (state, received_at, id);
CREATE INDEX request_by_arrival ON exception_request (received_at, id);
CREATE INDEX request_by_device ON exception_request (device, changed_at);

CREATE TABLE given_grant (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES exception_request,
    principal TEXT NOT NULL,
    device TEXT,
    body TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    max_uses INTEGER,
    uses INTEGER NOT NULL,
    state TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    sentence TEXT
) STRICT;
CREATE INDEX grant_by_state ON given_grant (state, until_at);
CREATE INDEX grant_by_principal ON given_grant (principal, state);

CREATE TABLE console_log (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    sentence TEXT NOT NULL,
    chain BLOB NOT NULL
) STRICT;
CREATE INDEX log_by_about ON console_log (about, seq);

CREATE TABLE console_log_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL
) STRICT;
INSERT INTO console_log_head (only_row, seq, chain) VALUES (1, 0, zeroblob(32));
