-- Who logs in by the organisation's provider: issuer and subject, with a blank between. Such an account has no password,
-- which is ''.
ALTER TABLE account ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX account_by_subject ON account (subject);

-- 1 for whoever came by the link of the console's start.
ALTER TABLE account ADD COLUMN by_first_link INTEGER NOT NULL DEFAULT 0;
