-- What was written into an exported file, zstd: with it, what a person changed there is told from what we
-- did. Null for what was written before this was kept.
ALTER TABLE exported ADD COLUMN text BLOB;
ALTER TABLE exported_outline ADD COLUMN text BLOB;
-- What told the state of the file when it was written: when it was changed, and its size.
ALTER TABLE exported ADD COLUMN seen TEXT;
ALTER TABLE exported_outline ADD COLUMN seen TEXT;
-- SHA-256 of what was written before that, 32 bytes each, the latest first: a file that equals one of them is an
-- old copy that was put back, not an edit.
ALTER TABLE exported ADD COLUMN former BLOB;
ALTER TABLE exported_outline ADD COLUMN former BLOB;
-- The tags among the properties of the file as it stood then: JSON.
ALTER TABLE exported ADD COLUMN tags TEXT;
ALTER TABLE exported_outline ADD COLUMN tags TEXT;
