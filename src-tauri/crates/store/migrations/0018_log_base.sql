-- Which write-ahead log belongs to this file: a number that changes with every checkpoint. The file
-- `library.db-open` lists the numbers that a log left behind may belong to (src/log.rs).
CREATE TABLE log_base (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  mark     INTEGER NOT NULL
) STRICT;
INSERT INTO log_base VALUES (1, random());
