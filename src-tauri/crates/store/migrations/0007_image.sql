-- A highlight of an image: its key in the version, and what it shows. Null for words. Its words are those beside the image.
ALTER TABLE highlight ADD COLUMN image TEXT;
ALTER TABLE highlight ADD COLUMN shows TEXT;
