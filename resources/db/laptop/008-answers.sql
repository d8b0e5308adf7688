-- What the person answered to the question that a reviewer asks back.
ALTER TABLE exception_request ADD COLUMN answer TEXT;
ALTER TABLE exception_request ADD COLUMN answer_sent INTEGER NOT NULL DEFAULT 1 CHECK (answer_sent IN (0, 1));
