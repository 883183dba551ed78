-- What an article is cited by, [@key]: it stays from when it was first cited, or came with an import.
CREATE TABLE citekey (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  key     TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (key <> '')
) STRICT;
