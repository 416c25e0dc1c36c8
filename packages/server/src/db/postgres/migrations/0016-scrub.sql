-- How far all stored bytes were read by the process that looks for damage. One row; whoever reads holds it.
CREATE TABLE scrub (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- The last blob that was read; null between two rounds.
  after TEXT,
  began_at BIGINT NOT NULL,
  -- Of the last whole round.
  ended_at BIGINT,
  -- Of this round, or the last one.
  blobs BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  holder TEXT NOT NULL,
  held_until BIGINT NOT NULL
);

-- Blobs that rows name and whose bytes are gone or are not those that were kept, when last looked at.
CREATE TABLE damaged_blobs (
  blob_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('damaged', 'missing')),
  found_at BIGINT NOT NULL
);
