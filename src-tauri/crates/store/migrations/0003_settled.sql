-- The version in whose text the reader has seen a highlight's words differ, and kept them as they are.
ALTER TABLE highlight ADD COLUMN settled INTEGER REFERENCES version (rowid);
