-- How much has left this computer, by where it went: the addresses of PDPs and consoles, and the path of each kind.
CREATE TABLE sent (
    receiver TEXT    NOT NULL,
    path     TEXT    NOT NULL,
    times    INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (receiver, path)
) STRICT, WITHOUT ROWID;

-- A late outcome that was told stays, because its row left without it.
ALTER TABLE late_outcome ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
CREATE INDEX late_outcome_untold ON late_outcome (seq) WHERE told = 0;
