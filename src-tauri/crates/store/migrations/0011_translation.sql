-- A highlight's words in another language, and who put them so; null for none.
ALTER TABLE highlight ADD COLUMN translation TEXT CHECK (translation <> '');
ALTER TABLE highlight ADD COLUMN translator TEXT;

-- Found by either.
DROP TRIGGER highlight_index;
CREATE TRIGGER highlight_index AFTER INSERT ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact || coalesce(char(10) || new.translation, '')));
END;
DROP TRIGGER highlight_reindex;
CREATE TRIGGER highlight_reindex AFTER UPDATE OF exact, translation ON highlight BEGIN
  INSERT OR REPLACE INTO highlight_fts (rowid, exact) VALUES (new.rowid, index_text(new.exact || coalesce(char(10) || new.translation, '')));
END;
