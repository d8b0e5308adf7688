-- At which console this laptop is enrolled. The rest, and the key, is in a private file; `identity` (the public key) says
-- which one belongs here, so that one that is gone or was exchanged is missed.
CREATE TABLE enrolment (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    identity    TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    released_at INTEGER -- when that console said that this laptop may enrol elsewhere
) STRICT;

-- How far the console has the audit: every row up to this seq.
CREATE TABLE sent_evidence (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    up_to    INTEGER NOT NULL
) STRICT;

-- Rows whose outcome became known after they were sent.
CREATE TABLE late_outcome (
    seq INTEGER PRIMARY KEY
) STRICT;
