-- Times are ms since 1970. Keys compare as UTF-8 bytes, which is how listings are ordered.

CREATE TABLE buckets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  region TEXT NOT NULL CHECK (region <> ''),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE objects (
  -- No cascade: a bucket that holds anything must not be deleted.
  bucket_id INTEGER NOT NULL REFERENCES buckets (id),
  key TEXT NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 850),
  blob_id TEXT NOT NULL CHECK (length(blob_id) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  -- Without quotes: MD5 in hex, with "-<parts>" after an upload in parts.
  etag TEXT NOT NULL CHECK (length(etag) >= 32),
  -- Unsigned decimal: the upper half of the range does not fit an INTEGER.
  crc64 TEXT NOT NULL CHECK (crc64 <> ''),
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  storage_class TEXT NOT NULL,
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (bucket_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX objects_by_blob ON objects (blob_id);

CREATE TABLE uploads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  upload_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id),
  key TEXT NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 850),
  headers TEXT NOT NULL CHECK (json_valid(headers)),
  storage_class TEXT NOT NULL,
  initiated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX uploads_listed ON uploads (bucket_id, key, upload_id);
CREATE INDEX uploads_by_age ON uploads (initiated_at);

CREATE TABLE parts (
  upload INTEGER NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 10000),
  blob_id TEXT NOT NULL CHECK (length(blob_id) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),
  etag TEXT NOT NULL CHECK (length(etag) = 32),
  crc64 TEXT NOT NULL CHECK (crc64 <> ''),
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX parts_by_blob ON parts (blob_id);

-- Blobs that a row has let go of. They stay for a grace period, because a download may be in progress, and another
-- row (a copy) may still name them.
CREATE TABLE dropped_blobs (
  blob_id TEXT PRIMARY KEY,
  dropped_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX dropped_blobs_by_age ON dropped_blobs (dropped_at);
