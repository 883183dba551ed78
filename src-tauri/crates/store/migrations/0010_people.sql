-- Quotations as the engine found them in the version of each article that is shown, outside the trash.
-- Made anew at any time: nothing of the reader's is in it.
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
-- How many there are of each name.
CREATE TABLE quoted (
  name       TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
  quotations INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER quotation_added AFTER INSERT ON quotation
BEGIN
  INSERT INTO quoted (name, quotations) VALUES (new.name, 1) ON CONFLICT (name) DO UPDATE SET quotations = quotations + 1;
END;
CREATE TRIGGER quotation_removed AFTER DELETE ON quotation
BEGIN
  UPDATE quoted SET quotations = quotations - 1 WHERE name = old.name;
  DELETE FROM quoted WHERE name = old.name AND quotations <= 0;
END;
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

-- What comes back from the trash is read again.
CREATE TRIGGER quotations_trashed AFTER UPDATE OF trashed_ms ON article WHEN new.trashed_ms IS NOT NULL
BEGIN
  DELETE FROM quotation WHERE article = new.rowid;
  DELETE FROM quotations_read WHERE article = new.rowid;
END;

-- Names of one person: the reader says that `alias` is `name`, which is an alias of nobody.
CREATE TABLE alias (
  rowid INTEGER PRIMARY KEY,
  alias TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (alias <> ''),
  name  TEXT NOT NULL COLLATE NOCASE CHECK (name <> '')
) STRICT;
CREATE INDEX alias_name ON alias (name);
