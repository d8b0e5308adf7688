-- What the console says of each laptop besides its grants. `attributes` is the JSON of the person's attributes;
-- `terms_version` rises with each change of roles, attributes and group by a person.
ALTER TABLE device ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE device ADD COLUMN group_name TEXT NOT NULL DEFAULT 'everyone';
ALTER TABLE device ADD COLUMN terms_version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX device_by_group ON device (group_name, id);

-- The mode of each group's laptops: that of all rules, and in the JSON `rules` that of those that go their own way.
CREATE TABLE rollout_group (
    name    TEXT   PRIMARY KEY,
    mode    TEXT   NOT NULL,
    rules   TEXT   NOT NULL,
    version BIGINT NOT NULL
);
INSERT INTO rollout_group (name, mode, rules, version) VALUES ('everyone', 'ENFORCE', '{}', 1);

-- Which laptop, or which group's laptops, only observe for some hours. One of both is there.
CREATE TABLE break_glass (
    id         TEXT   PRIMARY KEY,
    device     TEXT   REFERENCES device (id),
    group_name TEXT   REFERENCES rollout_group (name),
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    opened_by  TEXT   NOT NULL,
    sentence   TEXT   NOT NULL,
    ended_at   BIGINT,
    ended_by   TEXT
);
CREATE INDEX break_glass_until ON break_glass (until_at);
