-- The headings that a highlight's passage stood under, the highest first: JSON, null if not known.
ALTER TABLE highlight ADD COLUMN section TEXT CHECK (section IS NULL OR json_valid(section));
