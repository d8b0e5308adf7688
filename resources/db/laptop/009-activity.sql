-- What calls have in common (kind: agent, tool, workspace, rule, verdict), and their sessions: filters and groups of the
-- window. Like the words, they follow the enforcements by up to a second.
CREATE TABLE facet (
    id    INTEGER PRIMARY KEY,
    kind  TEXT    NOT NULL,
    value TEXT    NOT NULL,
    calls INTEGER NOT NULL,
    UNIQUE (kind, value)
) STRICT;

CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    agent      TEXT    NOT NULL,
    session    TEXT    NOT NULL,
    workspace  TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    allowed    INTEGER NOT NULL,
    denied     INTEGER NOT NULL,
    would_deny INTEGER NOT NULL,
    UNIQUE (agent, session)
) STRICT;

CREATE INDEX session_by_last ON session (last_seq);

CREATE TABLE session_call (
    seq        INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL
) STRICT;

-- Anew, because the words of paths, hosts and reasons come in. `marks` are the numbers of a call's facets and session.
DROP TABLE search;
DELETE FROM by_id;
DELETE FROM by_time;
CREATE VIRTUAL TABLE search USING fts5 (
    shown, touched, tool, agent, workspace, rules, reasons, marks,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);

-- The words that are there, in their order.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);
