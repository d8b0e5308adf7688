-- Rows that the console does not take, with what it said. They stay in the log and are not sent.
CREATE TABLE refused_evidence (
    seq      INTEGER PRIMARY KEY,
    sentence TEXT    NOT NULL
) STRICT;
