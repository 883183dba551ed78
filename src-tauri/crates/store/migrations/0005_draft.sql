-- What is being written and not saved yet, by what it belongs to; gone when it is saved.
CREATE TABLE draft (
  key  TEXT NOT NULL PRIMARY KEY CHECK (length(key) <= 100),
  body TEXT NOT NULL CHECK (body <> '')
) STRICT;
