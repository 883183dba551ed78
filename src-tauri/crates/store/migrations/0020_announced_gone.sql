-- What was to be written of something that is deleted for good goes with it: its words were in `announced` until
-- the next export.
CREATE INDEX announced_by_id ON announced (id);
CREATE TRIGGER announced_article_gone AFTER DELETE ON article BEGIN
  DELETE FROM announced WHERE id = old.id;
END;
CREATE TRIGGER announced_highlight_gone AFTER DELETE ON highlight BEGIN
  DELETE FROM announced WHERE id = old.id;
END;
CREATE TRIGGER announced_note_gone AFTER DELETE ON note BEGIN
  DELETE FROM announced WHERE id = old.id;
END;
CREATE TRIGGER announced_project_gone AFTER DELETE ON project BEGIN
  DELETE FROM announced WHERE id = old.id;
END;

DELETE FROM announced WHERE id NOT IN
  (SELECT id FROM article UNION SELECT id FROM highlight UNION SELECT id FROM note UNION SELECT id FROM project);
