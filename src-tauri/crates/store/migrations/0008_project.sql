-- Pieces of research that gather articles and highlights.
CREATE TABLE project (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  name       TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE project_article (
  rowid   INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  UNIQUE (project, article)
) STRICT;
CREATE INDEX project_article_article ON project_article (article, project);
CREATE TABLE project_highlight (
  rowid     INTEGER PRIMARY KEY,
  project   INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  highlight INTEGER NOT NULL REFERENCES highlight (rowid) ON DELETE CASCADE,
  UNIQUE (project, highlight)
) STRICT;
CREATE INDEX project_highlight_highlight ON project_highlight (highlight, project);

-- The outline of a project, in the order of `place`.
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

-- Searches that are kept. `query` is what the view they belong to asks for: JSON.
CREATE TABLE saved_search (
  rowid      INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  name       TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  query      TEXT    NOT NULL CHECK (json_valid(query)),
  created_ms INTEGER NOT NULL
) STRICT;

-- The annotations of the whole library, by time and by colour.
CREATE INDEX highlight_created ON highlight (created_ms, rowid);
CREATE INDEX highlight_colour ON highlight (colour, created_ms, rowid);
CREATE INDEX note_created ON note (created_ms, rowid) WHERE highlight IS NULL;

-- What was written where, of a project's outline.
CREATE TABLE exported_outline (
  folder  TEXT    NOT NULL,
  project INTEGER NOT NULL REFERENCES project (rowid) ON DELETE CASCADE,
  name    TEXT    NOT NULL,
  sha256  BLOB    NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (folder, project)
) STRICT;
