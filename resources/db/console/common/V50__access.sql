-- People who may use the console. `name` is lower case; `roles` are separated by commas.
CREATE TABLE account (
    id          TEXT   PRIMARY KEY,
    name        TEXT   NOT NULL UNIQUE,
    principal   TEXT,
    roles       TEXT   NOT NULL,
    password    TEXT   NOT NULL, -- Argon2id, in the usual notation
    created_at  BIGINT NOT NULL,
    disabled_at BIGINT
);

-- Links that can still be used. The first administrator's has no name.
CREATE TABLE invitation (
    secret_hash TEXT   PRIMARY KEY,
    name        TEXT   NOT NULL UNIQUE,
    principal   TEXT,
    roles       TEXT   NOT NULL,
    account     TEXT   REFERENCES account (id),
    invited_by  TEXT   NOT NULL,
    until_at    BIGINT NOT NULL
);

CREATE TABLE session (
    secret_hash TEXT   PRIMARY KEY,
    account     TEXT   NOT NULL REFERENCES account (id),
    began_at    BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);

-- Logins that went wrong lately, by the hash of the name or address.
CREATE TABLE login_attempt (
    of_what      TEXT   NOT NULL,
    attempted_at BIGINT NOT NULL
);
CREATE INDEX login_attempt_of ON login_attempt (of_what, attempted_at);
CREATE INDEX login_attempt_at ON login_attempt (attempted_at);
