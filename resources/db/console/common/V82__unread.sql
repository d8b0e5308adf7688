-- How many transcripts of an agent may tell of more than its laptop could read.
ALTER TABLE coverage ADD COLUMN unread BIGINT NOT NULL DEFAULT 0;
