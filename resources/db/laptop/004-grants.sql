-- How many calls each grant has let through: counted with the record of the call, in one transaction.
CREATE TABLE grant_use (
    grant_id TEXT    PRIMARY KEY,
    uses     INTEGER NOT NULL CHECK (uses > 0)
) STRICT, WITHOUT ROWID;

-- The newest signed document, as its exact bytes. Its signature is verified at each start; `version` repeats what it
-- says, so that an older one never replaces it.
CREATE TABLE signed_document (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    version     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    envelope    BLOB    NOT NULL
) STRICT;

-- Documents that were not taken, and why; the newest hundred.
CREATE TABLE refused_document (
    id         INTEGER PRIMARY KEY,
    refused_at INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    sha256     TEXT    NOT NULL -- of the bytes that came
) STRICT;
