-- What the console was told of; what it was not is found quickly.
ALTER TABLE uncovered ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
CREATE INDEX uncovered_untold ON uncovered (heard_at) WHERE told = 0;
