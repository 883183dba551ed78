-- What was written where, of a highlight, a note on an article, or what a project gathers, where each has a
-- file of its own. A part that is gone keeps its row until its file is gone, too.
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

-- Projects whose file in the folder that is kept up to date is to be written anew, where each has one.
CREATE TABLE export_due_project (
  project INTEGER PRIMARY KEY REFERENCES project (rowid) ON DELETE CASCADE,
  stamp   INTEGER NOT NULL
) STRICT;
CREATE VIEW due_project_now AS SELECT rowid AS project FROM project WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'vault');
CREATE TRIGGER due_project_named AFTER UPDATE OF name ON project
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.rowid ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_article AFTER INSERT ON project_article
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_article_gone AFTER DELETE ON project_article
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = old.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_highlight AFTER INSERT ON project_highlight
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = new.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project_highlight_gone AFTER DELETE ON project_highlight
BEGIN INSERT INTO export_due_project SELECT project, random() FROM due_project_now WHERE project = old.project ON CONFLICT (project) DO UPDATE SET stamp = random(); END;
-- An article that is in no project any more has a file of its own.
CREATE TRIGGER due_gathered_highlight AFTER INSERT ON project_highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = new.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_let_go_highlight AFTER DELETE ON project_highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = old.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
