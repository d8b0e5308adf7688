-- The words of denied calls once more, by themselves: they are few, so that a search among them is quick whatever the
-- words. All is indexed anew, since a contentless table cannot be copied.
DROP TABLE search_word;
DROP TABLE search;
DELETE FROM by_id;
DELETE FROM by_time;
DELETE FROM facet;
DELETE FROM session;
DELETE FROM session_call;
CREATE VIRTUAL TABLE search USING fts5 (
    shown, touched, tool, agent, workspace, rules, reasons, marks,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);
CREATE VIRTUAL TABLE search_denied USING fts5 (
    shown, touched, tool, agent, workspace, rules, reasons, marks,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
