-- The tables of a Commonplace library (library.db), as they are after the newest migration. Generated from a new
-- library by `cargo xtask bindings` and checked by a test; the library itself is made by the files in migrations/.
--
-- Open the library read-only and query it while Commonplace runs: sqlite3 'file:library.db?mode=ro'
--
--   Ids          UUIDv7, 16 bytes; lower(hex(id)) shows one.
--   *_ms         Unix time in milliseconds, UTC; datetime(saved_ms / 1000, 'unixepoch') shows one.
--   start, end   Unicode code points in version.text; substr(text, "start" + 1, "end" - "start") shows the words.
--   *_fts        Full-text indexes (FTS5). Query them with MATCH; they need SQLite 3.43 or newer.
--
-- All highlights with their notes, by article:
--
--   SELECT a.title, h.exact, n.body FROM highlight h JOIN article a ON a.rowid = h.article
--   LEFT JOIN note n ON n.highlight = h.rowid WHERE a.trashed_ms IS NULL ORDER BY a.rowid, h."start";

-- Bytes of captures, images and files, each stored once, by SHA-256. Compressed with zstd where that helps.
CREATE TABLE blob (
  sha256   BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  encoding TEXT    NOT NULL CHECK (encoding IN ('raw', 'zstd')),
  size     INTEGER NOT NULL CHECK (size >= 0),                -- bytes, uncompressed
  bytes    BLOB    NOT NULL
) STRICT;

-- Articles. What the columns say is what the interface shows: extracted, then corrected by hand.
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
, import INTEGER REFERENCES import (rowid)) STRICT;
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_saved ON article (saved_ms, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_state ON article (state, saved_ms, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_favourite ON article (saved_ms, rowid) WHERE favourite = 1 AND trashed_ms IS NULL;
CREATE INDEX article_title ON article (title COLLATE NOCASE, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_site ON article (site COLLATE NOCASE, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_published ON article (published, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_progress ON article (progress, rowid) WHERE trashed_ms IS NULL;
CREATE INDEX article_trash ON article (trashed_ms) WHERE trashed_ms IS NOT NULL;
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
CREATE TRIGGER quotations_trashed AFTER UPDATE OF trashed_ms ON article WHEN new.trashed_ms IS NOT NULL
BEGIN
  DELETE FROM quotation WHERE article = new.rowid;
  DELETE FROM quotations_read WHERE article = new.rowid;
END;
CREATE TRIGGER due_article AFTER UPDATE OF url, title, authors, byline, site, published, language, description, version, trashed_ms ON article WHEN new.version IS NOT NULL
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.rowid ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE INDEX article_import ON article (import) WHERE import IS NOT NULL;
CREATE INDEX article_unplaced ON article (title COLLATE NOCASE) WHERE url IS NULL AND import IS NOT NULL;
CREATE TRIGGER announced_article_gone AFTER DELETE ON article BEGIN
  DELETE FROM announced WHERE id = old.id;
END;

-- Fields of an article that were corrected by hand. A new version of the article does not undo them.
CREATE TABLE correction (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  field   TEXT    NOT NULL,
  value   TEXT    NOT NULL CHECK (json_valid(value)),
  UNIQUE (article, field)
) STRICT;

-- What was clipped, byte for byte, with its origin. A trigger forbids any change.
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

-- The readable HTML and text that an extractor made from a capture.
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

-- Images of a version, by the key that its HTML names them with.
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

-- Highlights: the words, their surroundings and their place in the text of one version.
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
  updated_ms INTEGER NOT NULL, settled INTEGER REFERENCES version (rowid), section TEXT CHECK (section IS NULL OR json_valid(section)), gaps TEXT CHECK (gaps IS NULL OR json_valid(gaps)), style TEXT NOT NULL DEFAULT 'marked', image TEXT, shows TEXT, speaker TEXT CHECK (speaker <> ''), role TEXT, affiliation TEXT, cue TEXT, confidence REAL CHECK (confidence BETWEEN 0 AND 1), standing TEXT NOT NULL DEFAULT 'on_record', translation TEXT CHECK (translation <> ''), translator TEXT,
  CHECK ("start" < "end")
) STRICT;
CREATE INDEX highlight_article ON highlight (article, "start");
CREATE INDEX highlight_version ON highlight (version);
CREATE TRIGGER highlight_unindex AFTER DELETE ON highlight BEGIN
  DELETE FROM highlight_fts WHERE rowid = old.rowid;
END;
CREATE INDEX highlight_created ON highlight (created_ms, rowid);
CREATE INDEX highlight_colour ON highlight (colour, created_ms, rowid);
CREATE INDEX highlight_speaker ON highlight (speaker COLLATE NOCASE) WHERE speaker IS NOT NULL;
CREATE TRIGGER highlight_index AFTER INSERT ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact || coalesce(char(10) || new.translation, '')));
END;
CREATE TRIGGER highlight_reindex AFTER UPDATE OF exact, translation ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact || coalesce(char(10) || new.translation, '')));
END;
CREATE TRIGGER due_highlight AFTER INSERT ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_changed AFTER UPDATE ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_gone AFTER DELETE ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER announced_highlight_gone AFTER DELETE ON highlight BEGIN
  DELETE FROM announced WHERE id = old.id;
END;

-- Notes in Markdown, on a highlight or (highlight is null) on an article.
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
CREATE TRIGGER note_index AFTER INSERT ON note BEGIN
  INSERT OR REPLACE INTO note_fts (rowid, body) VALUES (new.rowid, index_text(new.body));
END;
CREATE TRIGGER note_reindex AFTER UPDATE OF body ON note BEGIN
  INSERT OR REPLACE INTO note_fts (rowid, body) VALUES (new.rowid, index_text(new.body));
END;
CREATE TRIGGER note_unindex AFTER DELETE ON note BEGIN
  DELETE FROM note_fts WHERE rowid = old.rowid;
END;
CREATE INDEX note_created ON note (created_ms, rowid) WHERE highlight IS NULL;
CREATE TRIGGER due_note AFTER INSERT ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_note_changed AFTER UPDATE ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_note_gone AFTER DELETE ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER announced_note_gone AFTER DELETE ON note BEGIN
  DELETE FROM announced WHERE id = old.id;
END;

-- Names of tags.
CREATE TABLE tag (
  rowid INTEGER PRIMARY KEY,
  name  TEXT    NOT NULL COLLATE NOCASE UNIQUE
) STRICT;

-- Tags of articles.
CREATE TABLE article_tag (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  tag     INTEGER NOT NULL REFERENCES tag (rowid) ON DELETE CASCADE,
  UNIQUE (article, tag)
) STRICT;
CREATE INDEX article_tag_tag ON article_tag (tag, article);
CREATE TRIGGER due_tag AFTER INSERT ON article_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_tag_gone AFTER DELETE ON article_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;

-- Tags of highlights.
CREATE TABLE highlight_tag (
  rowid     INTEGER PRIMARY KEY,
  highlight INTEGER NOT NULL REFERENCES highlight (rowid) ON DELETE CASCADE,
  tag       INTEGER NOT NULL REFERENCES tag (rowid) ON DELETE CASCADE,
  UNIQUE (highlight, tag)
) STRICT;
CREATE INDEX highlight_tag_tag ON highlight_tag (tag, highlight);
CREATE TRIGGER due_highlight_tag AFTER INSERT ON highlight_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = new.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_tag_gone AFTER DELETE ON highlight_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = old.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;

-- Projects.
CREATE TABLE project (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  name       TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TRIGGER due_project AFTER UPDATE OF name ON project
BEGIN INSERT INTO export_due SELECT d.article, random() FROM due_now d JOIN project_article p ON p.article = d.article AND p.project = new.rowid WHERE true ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_named AFTER UPDATE OF name ON project
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.rowid ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER announced_project_gone AFTER DELETE ON project BEGIN
  DELETE FROM announced WHERE id = old.id;
END;

-- Articles in projects.
CREATE TABLE project_article (
  rowid   INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  UNIQUE (project, article)
) STRICT;
CREATE INDEX project_article_article ON project_article (article, project);
CREATE TRIGGER due_gathered AFTER INSERT ON project_article
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_let_go AFTER DELETE ON project_article
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_article AFTER INSERT ON project_article
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_article_gone AFTER DELETE ON project_article
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = old.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;

-- Highlights in projects.
CREATE TABLE project_highlight (
  rowid     INTEGER PRIMARY KEY,
  project   INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  highlight INTEGER NOT NULL REFERENCES highlight (rowid) ON DELETE CASCADE,
  UNIQUE (project, highlight)
) STRICT;
CREATE INDEX project_highlight_highlight ON project_highlight (highlight, project);
CREATE TRIGGER due_project_highlight AFTER INSERT ON project_highlight
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_highlight_gone AFTER DELETE ON project_highlight
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = old.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_gathered_highlight AFTER INSERT ON project_highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = new.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_let_go_highlight AFTER DELETE ON project_highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = old.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;

-- The outline of a project: headings, texts and quotes in order of place.
CREATE TABLE piece (
  rowid     INTEGER PRIMARY KEY,
  id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  project   INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  place     INTEGER NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind IN ('heading', 'text', 'quote')),
  depth     INTEGER NOT NULL DEFAULT 1 CHECK (depth BETWEEN 1 AND 3),   -- of a heading
  body      TEXT    NOT NULL DEFAULT '',                                -- of a heading; Markdown of a text
  highlight INTEGER REFERENCES highlight (rowid) ON DELETE CASCADE,     -- of a quote
  CHECK ((kind = 'quote') = (highlight IS NOT NULL))
) STRICT;
CREATE INDEX piece_project ON piece (project, place);
CREATE INDEX piece_highlight ON piece (highlight) WHERE highlight IS NOT NULL;

-- Searches kept in the sidebar.
CREATE TABLE saved_search (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  name       TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  query      TEXT    NOT NULL CHECK (json_valid(query)),
  created_ms INTEGER NOT NULL
) STRICT;

-- Names that mean the same person as another name.
CREATE TABLE alias (
  rowid INTEGER PRIMARY KEY,
  alias TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (alias <> ''),
  name  TEXT NOT NULL COLLATE NOCASE CHECK (name <> '')
) STRICT;
CREATE INDEX alias_name ON alias (name);

-- Speakers of quotations, corrected by hand.
CREATE TABLE speaker_correction (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  words   TEXT    NOT NULL,
  found   TEXT,
  name    TEXT    NOT NULL CHECK (name <> ''),
  UNIQUE (article, words)
) STRICT;
CREATE TRIGGER quotations_corrected AFTER INSERT ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = new.article; END;
CREATE TRIGGER quotations_corrected_again AFTER UPDATE ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = new.article; END;
CREATE TRIGGER quotations_uncorrected AFTER DELETE ON speaker_correction
BEGIN DELETE FROM quotations_read WHERE article = old.article; END;

-- Citation keys. Once given, a key stays with its article.
CREATE TABLE citekey (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  key     TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (key <> '')
) STRICT;

-- Imports. taken_back is 1 after the import was undone.
CREATE TABLE import (
  rowid      INTEGER PRIMARY KEY,
  kind       TEXT    NOT NULL,
  name       TEXT    NOT NULL,                                    -- of the file or folder
  made_ms    INTEGER NOT NULL,
  taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;

-- Which entries of imported files became which article, so that importing again adds nothing twice.
CREATE TABLE imported (
  hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 16), -- of SHA-256
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  import  INTEGER NOT NULL REFERENCES import (rowid)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_article ON imported (article);

-- Imported articles whose pages are still to be fetched.
CREATE TABLE fetching (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  url     TEXT    NOT NULL,
  host    TEXT    NOT NULL,
  tries   INTEGER NOT NULL DEFAULT 0,
  due_ms  INTEGER,                                                -- not before; null: given up
  failure TEXT                                                    -- why it could not be had the last time
) STRICT;
CREATE INDEX fetching_due ON fetching (due_ms, article) WHERE due_ms IS NOT NULL;

-- Settings, as JSON.
CREATE TABLE setting (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- Text typed and not yet saved.
CREATE TABLE draft (
  key  TEXT NOT NULL PRIMARY KEY CHECK (length(key) <= 100),
  body TEXT NOT NULL CHECK (body <> '')
) STRICT;

-- Files of articles in export folders, as they were last written.
CREATE TABLE exported (
  folder  TEXT    NOT NULL,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  name    TEXT    NOT NULL,                                     -- of the file, in the folder
  sha256  BLOB    NOT NULL CHECK (length(sha256) = 32), text BLOB, seen TEXT, former BLOB, tags TEXT,
  PRIMARY KEY (folder, article)
) STRICT;

-- Files of single highlights, notes and projects in export folders.
CREATE TABLE exported_part (
  folder  TEXT NOT NULL,
  part    BLOB NOT NULL CHECK (length(part) = 16),              -- the id of the highlight, note or project
  article INTEGER REFERENCES article (rowid) ON DELETE CASCADE, -- that it is a part of; null for a project
  name    TEXT NOT NULL,
  sha256  BLOB NOT NULL CHECK (length(sha256) = 32),
  text    BLOB,                                                 -- as in `exported`, and so on
  seen    TEXT,
  former  BLOB,
  tags    TEXT,
  PRIMARY KEY (folder, part)
) STRICT;
CREATE INDEX exported_part_article ON exported_part (article) WHERE article IS NOT NULL;
CREATE INDEX exported_part_project ON exported_part (folder) WHERE article IS NULL;

-- Files of outlines in export folders.
CREATE TABLE exported_outline (
  folder  TEXT    NOT NULL,
  project INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  name    TEXT    NOT NULL,
  sha256  BLOB    NOT NULL CHECK (length(sha256) = 32), text BLOB, seen TEXT, former BLOB, tags TEXT,
  PRIMARY KEY (folder, project)
) STRICT;

-- Files about to be written to an export folder, so that a crash does not leave one unknown.
CREATE TABLE announced (
  folder TEXT NOT NULL,
  kind   TEXT NOT NULL,                            -- the table that will remember it
  id     BLOB NOT NULL CHECK (length(id) = 16),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  text   BLOB NOT NULL,
  PRIMARY KEY (folder, kind, id, sha256)
) WITHOUT ROWID;
CREATE INDEX announced_by_id ON announced (id);

-- Articles whose files in the vault are out of date.
CREATE TABLE export_due (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  stamp   INTEGER NOT NULL
) STRICT;

-- Projects whose files in the vault are out of date.
CREATE TABLE export_due_project (
  project INTEGER PRIMARY KEY REFERENCES project (rowid) ON DELETE CASCADE,
  stamp   INTEGER NOT NULL
) STRICT;

-- All articles, if there is a vault: what triggers mark as due.
CREATE VIEW due_now AS SELECT rowid AS article FROM article WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'vault');

-- All projects, if there is a vault.
CREATE VIEW due_project_now AS SELECT rowid AS project FROM project WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'vault');

-- Quotations found in the articles, with their speakers. Derived: found again when an article changes.
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
CREATE TRIGGER quotation_added AFTER INSERT ON quotation WHEN new.name IS NOT NULL
BEGIN
  INSERT INTO quoted (name, folded, quotations) VALUES (new.name, index_text(new.name), 1) ON CONFLICT (name) DO UPDATE SET quotations = quotations + 1;
END;
CREATE TRIGGER quotation_removed AFTER DELETE ON quotation WHEN old.name IS NOT NULL
BEGIN
  UPDATE quoted SET quotations = quotations - 1 WHERE name = old.name;
  DELETE FROM quoted WHERE name = old.name AND quotations <= 0;
END;
CREATE TRIGGER quotation_printed AFTER INSERT ON quotation
BEGIN INSERT INTO print (print, quotation) SELECT value, new.rowid FROM json_each(prints(new.words)); END;
CREATE TRIGGER quotation_unprinted AFTER DELETE ON quotation
BEGIN DELETE FROM print WHERE quotation = old.rowid AND print IN (SELECT value FROM json_each(prints(old.words))); END;

-- Which version each article's quotations were found in. Derived.
CREATE TABLE quotations_read (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  engine  INTEGER NOT NULL
) STRICT;

-- People who are quoted, with the number of quotations. Derived.
CREATE TABLE quoted (
  name       TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
  folded     TEXT    NOT NULL,
  quotations INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quoted_most ON quoted (quotations DESC, name);

-- Fingerprints of quotations, to find copies of them. Derived.
CREATE TABLE print (
  print     INTEGER NOT NULL,
  quotation INTEGER NOT NULL,
  PRIMARY KEY (print, quotation)
) STRICT, WITHOUT ROWID;

-- Pairs of quotations that say the same in altered words. Derived.
CREATE TABLE altered (
  rowid INTEGER PRIMARY KEY,
  one   INTEGER NOT NULL REFERENCES quotation (rowid) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES quotation (rowid) ON DELETE CASCADE,
  UNIQUE (one, other)
) STRICT;
CREATE INDEX altered_other ON altered (other);

-- Where the log of changes begins, for other programs on the same library.
CREATE TABLE log_base (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  mark     INTEGER NOT NULL
) STRICT;

-- Full-text index of articles.
CREATE VIRTUAL TABLE article_fts USING fts5 (
  title, byline, site, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- Full-text index of highlights.
CREATE VIRTUAL TABLE highlight_fts USING fts5 (
  exact, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- Full-text index of notes.
CREATE VIRTUAL TABLE note_fts USING fts5 (
  body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
