-- Quotations as the engine found them in the version of each article that is shown. Made anew at any
-- time: nothing of the reader's is in it.
CREATE TABLE quotation (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  "start" INTEGER NOT NULL,
  "end"   INTEGER NOT NULL,
  words   TEXT    NOT NULL,
  name    TEXT    NOT NULL CHECK (name <> ''),
  role    TEXT,
  sure    INTEGER NOT NULL CHECK (sure IN (0, 1))
) STRICT;
CREATE INDEX quotation_name ON quotation (name COLLATE NOCASE, article);
CREATE INDEX quotation_article ON quotation (article);
-- Which version of an article was read for it, and by which engine.
CREATE TABLE quotations_read (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  engine  INTEGER NOT NULL
) STRICT;

-- What the reader corrected, or took back, is read again.
CREATE TRIGGER quotations_corrected AFTER INSERT ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = new.article; END;
CREATE TRIGGER quotations_corrected_again AFTER UPDATE ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = new.article; END;
CREATE TRIGGER quotations_uncorrected AFTER DELETE ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = old.article; END;

-- Names of one person: the reader says that `alias` is `name`, which is an alias of nobody.
CREATE TABLE alias (
  rowid INTEGER PRIMARY KEY,
  alias TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (alias <> ''),
  name  TEXT NOT NULL COLLATE NOCASE CHECK (name <> '')
) STRICT;
CREATE INDEX alias_name ON alias (name);
