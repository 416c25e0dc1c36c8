-- What was made of stored sound so that it can be looked at. It can be made again, and goes before its sources do.
CREATE TABLE sound_views (
  -- Of the sources and of what the files look like: processes that make one at the same time make the same.
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  source_blob_id TEXT NOT NULL,
  -- Of a difference: what is subtracted from the source.
  other_blob_id TEXT,
  details TEXT NOT NULL CHECK (json_valid(details)),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sound_views_by_use ON sound_views (used_at);

CREATE TABLE sound_view_files (
  view_id TEXT NOT NULL REFERENCES sound_views (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name IN ('peaks', 'tiles', 'sound')),
  blob_id TEXT NOT NULL CHECK (length(blob_id) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  crc64 TEXT NOT NULL CHECK (crc64 <> ''),
  PRIMARY KEY (view_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX sound_view_files_by_blob ON sound_view_files (blob_id);
