-- Who said the words of a highlight; null where nobody is named.
ALTER TABLE highlight ADD COLUMN speaker TEXT CHECK (speaker <> '');
ALTER TABLE highlight ADD COLUMN role TEXT;
ALTER TABLE highlight ADD COLUMN affiliation TEXT;
ALTER TABLE highlight ADD COLUMN cue TEXT;
ALTER TABLE highlight ADD COLUMN confidence REAL CHECK (confidence BETWEEN 0 AND 1);  -- null: the reader says so
ALTER TABLE highlight ADD COLUMN standing TEXT NOT NULL DEFAULT 'on_record';
CREATE INDEX highlight_speaker ON highlight (speaker COLLATE NOCASE) WHERE speaker IS NOT NULL;

-- The reader's word for who said a quotation of an article: of one by its words, or of every one that
-- was found under a name.
CREATE TABLE speaker_correction (
  rowid   INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  words   TEXT    NOT NULL,
  found   TEXT,
  name    TEXT    NOT NULL CHECK (name <> ''),
  UNIQUE (article, words)
) STRICT;
