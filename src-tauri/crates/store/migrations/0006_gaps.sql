-- The words of a highlight that are left out when it is quoted, [start, end] in code points from its beginning: JSON, null for none.
ALTER TABLE highlight ADD COLUMN gaps TEXT CHECK (gaps IS NULL OR json_valid(gaps));
-- How it is drawn.
ALTER TABLE highlight ADD COLUMN style TEXT NOT NULL DEFAULT 'marked';
