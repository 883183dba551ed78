-- What is about to be written into a file of an export, from before the file changes until `exported` says so:
-- a file that equals it is ours, whatever happened in between. `text` is zstd.
CREATE TABLE announced (
  folder TEXT NOT NULL,
  kind   TEXT NOT NULL,                            -- the table that will remember it
  id     BLOB NOT NULL CHECK (length(id) = 16),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  text   BLOB NOT NULL,
  PRIMARY KEY (folder, kind, id, sha256)
) WITHOUT ROWID;
