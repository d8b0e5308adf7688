-- One row an exception request. `request` is the whole of it as JSON; the columns after it repeat what is looked for, or
-- say what the console told of it.
CREATE TABLE exception_request (
    seq      INTEGER PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE,
    state    TEXT    NOT NULL,
    request  TEXT    NOT NULL,
    sent     INTEGER NOT NULL CHECK (sent IN (0, 1)), -- 0: the console is to be told where it stands
    grant_id TEXT,
    until_at INTEGER,
    question TEXT,
    changes  INTEGER NOT NULL DEFAULT 0, -- rises with each change
    told     INTEGER NOT NULL DEFAULT 0  -- the change that the person was told of last
) STRICT;

-- What is looked for at each start and each deny: few rows, however many requests there were.
CREATE INDEX exception_request_open ON exception_request (seq)
    WHERE state IN ('UNCONFIRMED', 'WAITING', 'SEEN', 'GRANTED');
