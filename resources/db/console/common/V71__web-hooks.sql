-- What happened to a request or its grant, for web hooks; becomes a delivery for each of them.
CREATE TABLE web_hook_event (
    id       TEXT   PRIMARY KEY,
    what     TEXT   NOT NULL,
    request  TEXT   NOT NULL,
    by_whom  TEXT   NOT NULL,
    at       BIGINT NOT NULL
);

-- What one web hook has not taken yet. Whoever sends it moves `due_at` on first, so that nobody else does meanwhile.
CREATE TABLE web_hook_delivery (
    event    TEXT    NOT NULL,
    hook     TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    made_at  BIGINT  NOT NULL,
    due_at   BIGINT  NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (event, hook)
);
CREATE INDEX web_hook_due ON web_hook_delivery (hook, due_at);
CREATE INDEX web_hook_age ON web_hook_delivery (made_at);
