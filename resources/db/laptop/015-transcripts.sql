-- How many of an agent's recent transcripts may tell of more than could be read.
ALTER TABLE coverage ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;

-- Up to when transcripts were looked into.
CREATE TABLE transcript_look (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    looked_at INTEGER NOT NULL
) STRICT;
