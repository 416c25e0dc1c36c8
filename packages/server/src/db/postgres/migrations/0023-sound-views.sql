-- What was made of stored sound so that it can be looked at. It can be made again, and goes before its sources do.
CREATE TABLE sound_views (
  -- Of the sources and of what the files look like: processes that make one at the same time make the same.
  id TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) = 32),
  source_blob_id TEXT COLLATE "C" NOT NULL,
  -- Of a difference: what is subtracted from the source.
  other_blob_id TEXT COLLATE "C",
  details TEXT NOT NULL CHECK (details::json IS NOT NULL),
  bytes BIGINT NOT NULL CHECK (bytes >= 0),
  made_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);

CREATE INDEX sound_views_by_use ON sound_views (used_at);

CREATE TABLE sound_view_files (
  view_id TEXT COLLATE "C" NOT NULL REFERENCES sound_views (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name IN ('peaks', 'tiles', 'sound')),
  blob_id TEXT COLLATE "C" NOT NULL CHECK (length(blob_id) = 32),
  size BIGINT NOT NULL CHECK (size >= 0),
  crc64 TEXT NOT NULL CHECK (crc64 <> ''),
  PRIMARY KEY (view_id, name)
);

CREATE INDEX sound_view_files_by_blob ON sound_view_files (blob_id);
