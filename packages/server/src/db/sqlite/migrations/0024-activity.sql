-- What happened in each minute of the last day, as counts. Kept for charts: a process that is killed loses its last seconds.
CREATE TABLE activity (
  -- Since 1970.
  minute INTEGER NOT NULL,
  series TEXT NOT NULL CHECK (series <> ''),
  -- Of the histogram of a duration; 0 where only the number of events counts.
  bucket INTEGER NOT NULL CHECK (bucket >= 0),
  events INTEGER NOT NULL CHECK (events > 0),
  PRIMARY KEY (minute, series, bucket)
) STRICT, WITHOUT ROWID;
