-- How much of what a laptop's agents ran was decided before, as it tells; its newest report alone.
CREATE TABLE coverage (
    device    TEXT   NOT NULL REFERENCES device (id),
    agent     TEXT   NOT NULL,
    since_at  BIGINT NOT NULL,
    decided   BIGINT NOT NULL,
    undecided BIGINT NOT NULL,
    told_at   BIGINT NOT NULL,
    PRIMARY KEY (device, agent)
);

-- Calls that ran undecided. `principal` is whose laptop it was when it told.
CREATE TABLE uncovered (
    device      TEXT   NOT NULL REFERENCES device (id),
    agent       TEXT   NOT NULL,
    session     TEXT   NOT NULL,
    call_id     TEXT   NOT NULL,
    principal   TEXT   NOT NULL,
    tool        TEXT   NOT NULL,
    command     TEXT   NOT NULL,
    denied      BIGINT NOT NULL,
    heard_at    BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (device, agent, session, call_id)
);
CREATE INDEX uncovered_by_time ON uncovered (received_at);
