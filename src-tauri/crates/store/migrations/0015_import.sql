-- What was taken in from other tools, an import a row. One that was taken back has its articles at
-- `trashed_ms` 0: they are seen nowhere, and go for good when the library is next opened.
CREATE TABLE import (
  rowid      INTEGER PRIMARY KEY,
  kind       TEXT    NOT NULL,
  name       TEXT    NOT NULL,                                    -- of the file or folder
  made_ms    INTEGER NOT NULL,
  taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;
-- The import that made an article; null for what was clipped.
ALTER TABLE article ADD COLUMN import INTEGER REFERENCES import (rowid);
CREATE INDEX article_import ON article (import) WHERE import IS NOT NULL;
-- Imported highlights of an article whose address the export did not have are looked up by its title.
CREATE INDEX article_unplaced ON article (title COLLATE NOCASE) WHERE url IS NULL AND import IS NOT NULL;

-- Entries of exports that were taken in, and which article they are about: by what tells an entry from
-- others, and by all that it said. What says the same again is not looked at.
CREATE TABLE imported (
  hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 16), -- of SHA-256
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  import  INTEGER NOT NULL REFERENCES import (rowid)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_article ON imported (article);

-- Articles whose page is still to be had.
CREATE TABLE fetching (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  url     TEXT    NOT NULL,
  host    TEXT    NOT NULL,
  tries   INTEGER NOT NULL DEFAULT 0,
  due_ms  INTEGER,                                                -- not before; null: given up
  failure TEXT                                                    -- why it could not be had the last time
) STRICT;
CREATE INDEX fetching_due ON fetching (due_ms, article) WHERE due_ms IS NOT NULL;
