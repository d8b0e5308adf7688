ALTER TABLE exception_request ADD COLUMN answer TEXT;
