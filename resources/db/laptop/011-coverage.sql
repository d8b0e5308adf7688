-- How many of an agent's calls are known to have run: those that were let through before, and those that were not.
CREATE TABLE coverage (
    agent     TEXT    NOT NULL PRIMARY KEY,
    since_at  INTEGER NOT NULL,
    decided   INTEGER NOT NULL,
    undecided INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The latter. What an agent says again is the same call.
CREATE TABLE uncovered (
    agent    TEXT    NOT NULL,
    session  TEXT    NOT NULL,
    call_id  TEXT    NOT NULL,
    tool     TEXT    NOT NULL,
    command  TEXT    NOT NULL,
    denied   INTEGER NOT NULL CHECK (denied IN (0, 1)),
    heard_at INTEGER NOT NULL,
    PRIMARY KEY (agent, session, call_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX uncovered_by_time ON uncovered (heard_at);
