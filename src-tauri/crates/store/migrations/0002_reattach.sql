-- A highlight may be attached to other words: search finds it by those.
CREATE TRIGGER highlight_reindex AFTER UPDATE OF exact ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact));
END;
