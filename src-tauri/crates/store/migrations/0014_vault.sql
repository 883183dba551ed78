-- Articles whose file in the folder that is kept up to date (the setting `vault`) is to be written anew.
-- `stamp` is another with each change, so that none is lost that comes while the file is written.
CREATE TABLE export_due (
  article INTEGER PRIMARY KEY REFERENCES article (rowid) ON DELETE CASCADE,
  stamp   INTEGER NOT NULL
) STRICT;
-- An article that is being deleted is due no more.
CREATE VIEW due_now AS SELECT rowid AS article FROM article WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'vault');
CREATE TRIGGER due_article AFTER UPDATE OF url, title, authors, byline, site, published, language, description, version, trashed_ms ON article WHEN new.version IS NOT NULL
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.rowid ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight AFTER INSERT ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_changed AFTER UPDATE ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_gone AFTER DELETE ON highlight
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_note AFTER INSERT ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_note_changed AFTER UPDATE ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_note_gone AFTER DELETE ON note
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_tag AFTER INSERT ON article_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_tag_gone AFTER DELETE ON article_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_tag AFTER INSERT ON highlight_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = new.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_highlight_tag_gone AFTER DELETE ON highlight_tag
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = (SELECT article FROM highlight WHERE rowid = old.highlight) ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_gathered AFTER INSERT ON project_article
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = new.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_let_go AFTER DELETE ON project_article
BEGIN INSERT INTO export_due SELECT article, random() FROM due_now WHERE article = old.article ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
CREATE TRIGGER due_project AFTER UPDATE OF name ON project
BEGIN INSERT INTO export_due SELECT d.article, random() FROM due_now d JOIN project_article p ON p.article = d.article AND p.project = new.rowid WHERE true ON CONFLICT (article) DO UPDATE SET stamp = random(); END;
