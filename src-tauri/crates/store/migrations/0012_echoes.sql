-- Quotations are kept whether their speaker has a name or not, to be compared. Nothing of the reader's is in
-- these tables: they are filled anew.
DROP TABLE IF EXISTS quotation;
DROP TABLE IF EXISTS quoted;
DELETE FROM quotations_read;
CREATE TABLE quotation (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  "start" INTEGER NOT NULL,
  "end"   INTEGER NOT NULL,
  words   TEXT    NOT NULL,
  name    TEXT    CHECK (name <> ''),
  role    TEXT,
  sure    INTEGER NOT NULL CHECK (sure IN (0, 1))
) STRICT;
CREATE INDEX quotation_name ON quotation (name COLLATE NOCASE, article) WHERE name IS NOT NULL;
CREATE INDEX quotation_article ON quotation (article);
-- How many there are of each name; `folded` as it is searched for.
CREATE TABLE quoted (
  name       TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
  folded     TEXT    NOT NULL,
  quotations INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quoted_most ON quoted (quotations DESC, name);
CREATE TRIGGER quotation_added AFTER INSERT ON quotation WHEN new.name IS NOT NULL
BEGIN
  INSERT INTO quoted (name, folded, quotations) VALUES (new.name, index_text(new.name), 1) ON CONFLICT (name) DO UPDATE SET quotations = quotations + 1;
END;
CREATE TRIGGER quotation_removed AFTER DELETE ON quotation WHEN old.name IS NOT NULL
BEGIN
  UPDATE quoted SET quotations = quotations - 1 WHERE name = old.name;
  DELETE FROM quoted WHERE name = old.name AND quotations <= 0;
END;

-- Where the prints of a quotation's words are: what shares one may be the same words.
CREATE TABLE print (
  print     INTEGER NOT NULL,
  quotation INTEGER NOT NULL,
  PRIMARY KEY (print, quotation)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER quotation_printed AFTER INSERT ON quotation
BEGIN INSERT INTO print (print, quotation) SELECT value, new.rowid FROM json_each(prints(new.words)); END;
CREATE TRIGGER quotation_unprinted AFTER DELETE ON quotation
BEGIN DELETE FROM print WHERE quotation = old.rowid AND print IN (SELECT value FROM json_each(prints(old.words))); END;

-- Quotations of two articles, of which one has altered the words of the other.
CREATE TABLE altered (
  rowid INTEGER PRIMARY KEY,
  one   INTEGER NOT NULL REFERENCES quotation (rowid) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES quotation (rowid) ON DELETE CASCADE,
  UNIQUE (one, other)
) STRICT;
CREATE INDEX altered_other ON altered (other);
