-- 0001: the library. Times are Unix milliseconds, UTC; positions are Unicode code points.

-- Bytes, kept once, by their SHA-256.
CREATE TABLE blob (
  sha256   BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  encoding TEXT    NOT NULL CHECK (encoding IN ('raw', 'zstd')),
  size     INTEGER NOT NULL CHECK (size >= 0),                -- bytes, uncompressed
  bytes    BLOB    NOT NULL
) STRICT;

-- What the reader keeps.
CREATE TABLE article (
  rowid       INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),  -- UUIDv7
  url         TEXT,                                             -- canonical
  title       TEXT    NOT NULL,                                 -- may be empty
  authors     TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(authors)),
  byline      TEXT,
  site        TEXT,
  published   TEXT,                                             -- ISO 8601, as much of it as is known
  dateline    TEXT,
  language    TEXT,                                             -- BCP 47
  description TEXT,
  state       TEXT    NOT NULL DEFAULT 'inbox' CHECK (state IN ('inbox', 'later', 'archive')),
  favourite   INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  trashed_ms  INTEGER,
  saved_ms    INTEGER NOT NULL,
  opened_ms   INTEGER,
  progress    REAL    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  position    INTEGER NOT NULL DEFAULT 0 CHECK (position >= 0), -- first code point in view
  version     INTEGER REFERENCES version (rowid),               -- the one shown
  words       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_saved ON article (saved_ms, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_state ON article (state, saved_ms, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_favourite ON article (saved_ms, rowid) WHERE favourite = 1 AND trashed_ms IS NULL;
CREATE INDEX article_title ON article (title COLLATE NOCASE, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_site ON article (site COLLATE NOCASE, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_published ON article (published, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_progress ON article (progress, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_trash ON article (trashed_ms) WHERE trashed_ms IS NOT NULL;

-- What the reader corrected by hand; a new version does not undo it.
CREATE TABLE correction (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  field   TEXT    NOT NULL,
  value   TEXT    NOT NULL CHECK (json_valid(value)),
  UNIQUE (article, field)
) STRICT;

-- One act of taking a page in, and what came. Never changed.
CREATE TABLE capture (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  article    INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  sha256     BLOB    NOT NULL REFERENCES blob (sha256),
  method     TEXT    NOT NULL CHECK (method IN ('fetch', 'paste', 'file', 'sample')),
  url        TEXT,                                              -- that answered
  redirects  TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(redirects)),
  headers    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(headers)),
  name       TEXT,                                              -- of the file
  media_type TEXT    NOT NULL,
  charset    TEXT    NOT NULL,
  taken_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX capture_article ON capture (article);
CREATE INDEX capture_blob ON capture (sha256);
CREATE TRIGGER capture_is_immutable BEFORE UPDATE ON capture
BEGIN SELECT RAISE(ABORT, 'a capture is never changed'); END;

-- The readable rendition made from a capture.
CREATE TABLE version (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  article    INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  capture    INTEGER NOT NULL REFERENCES capture (rowid) ON DELETE CASCADE,
  html       TEXT    NOT NULL,
  text       TEXT    NOT NULL,                                  -- textContent of html
  rendition  TEXT    NOT NULL CHECK (rendition IN ('article', 'whole_page', 'text_only', 'empty')),
  extractor  TEXT    NOT NULL,
  metadata   TEXT    NOT NULL CHECK (json_valid(metadata)),     -- as extracted
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX version_article ON version (article);
CREATE INDEX version_capture ON version (capture);

-- The images of a version. `sha256` is null until one is there.
CREATE TABLE asset (
  version    INTEGER NOT NULL REFERENCES version (rowid) ON DELETE CASCADE,
  key        TEXT    NOT NULL,                                  -- as the HTML names it
  url        TEXT    NOT NULL,
  sha256     BLOB    REFERENCES blob (sha256),
  media_type TEXT,
  failure    TEXT,                                              -- why it could not be had
  PRIMARY KEY (version, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_blob ON asset (sha256);

CREATE TABLE highlight (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  article    INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  version    INTEGER NOT NULL REFERENCES version (rowid),       -- it was made on
  exact      TEXT    NOT NULL CHECK (exact <> ''),
  prefix     TEXT    NOT NULL,
  suffix     TEXT    NOT NULL,
  "start"    INTEGER NOT NULL CHECK ("start" >= 0),
  "end"      INTEGER NOT NULL,
  colour     TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  CHECK ("start" < "end")
) STRICT;
CREATE INDEX highlight_article ON highlight (article, "start");
CREATE INDEX highlight_version ON highlight (version);

CREATE TABLE note (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  article    INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  highlight  INTEGER UNIQUE REFERENCES highlight (rowid) ON DELETE CASCADE, -- null: on the article
  body       TEXT    NOT NULL CHECK (body <> ''),               -- Markdown
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX note_article ON note (article);

CREATE TABLE tag (
  rowid INTEGER PRIMARY KEY,
  name  TEXT    NOT NULL COLLATE NOCASE UNIQUE
) STRICT;
CREATE TABLE article_tag (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  tag     INTEGER NOT NULL REFERENCES tag (rowid) ON DELETE CASCADE,
  UNIQUE (article, tag)
) STRICT;
CREATE INDEX article_tag_tag ON article_tag (tag, article);
CREATE TABLE highlight_tag (
  rowid     INTEGER PRIMARY KEY,
  highlight INTEGER NOT NULL REFERENCES highlight (rowid) ON DELETE CASCADE,
  tag       INTEGER NOT NULL REFERENCES tag (rowid) ON DELETE CASCADE,
  UNIQUE (highlight, tag)
) STRICT;
CREATE INDEX highlight_tag_tag ON highlight_tag (tag, highlight);

CREATE TABLE setting (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- What was written where, so that what a person changed since is never overwritten.
CREATE TABLE exported (
  folder  TEXT    NOT NULL,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  name    TEXT    NOT NULL,                                     -- of the file, in the folder
  sha256  BLOB    NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (folder, article)
) STRICT;

-- Full-text search. `index_text` is ours: words folded, CJK by character.
CREATE VIRTUAL TABLE article_fts USING fts5 (
  title, byline, site, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE highlight_fts USING fts5 (
  exact, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE note_fts USING fts5 (
  body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER article_index AFTER UPDATE OF title, byline, site, version ON article
WHEN new.version IS NOT NULL BEGIN
  INSERT OR REPLACE INTO article_fts (rowid, title, byline, site, text)
  SELECT new.rowid, index_text(new.title), index_text(coalesce(new.byline, '')),
         index_text(coalesce(new.site, '')), index_text(v.text)
  FROM version v WHERE v.rowid = new.version;
END;
CREATE TRIGGER article_unindex AFTER DELETE ON article BEGIN
  DELETE FROM article_fts WHERE rowid = old.rowid;
END;
CREATE TRIGGER highlight_index AFTER INSERT ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact));
END;
CREATE TRIGGER highlight_unindex AFTER DELETE ON highlight BEGIN
  DELETE FROM highlight_fts WHERE rowid = old.rowid;
END;
CREATE TRIGGER note_index AFTER INSERT ON note BEGIN
  INSERT OR REPLACE INTO note_fts (rowid, body) VALUES (new.rowid, index_text(new.body));
END;
CREATE TRIGGER note_reindex AFTER UPDATE OF body ON note BEGIN
  INSERT OR REPLACE INTO note_fts (rowid, body) VALUES (new.rowid, index_text(new.body));
END;
CREATE TRIGGER note_unindex AFTER DELETE ON note BEGIN
  DELETE FROM note_fts WHERE rowid = old.rowid;
END;
