-- What one bucket's callbacks have trouble with, at an origin or at one address there: none of it concerns the other
-- buckets. `callback_endpoints` keeps what concerns all of an origin, as before.
CREATE TABLE callback_bucket_endpoints (
  endpoint TEXT COLLATE "C" NOT NULL,
  bucket_name TEXT COLLATE "C" NOT NULL,
  -- SHA-256 of the address; empty: all of the origin.
  address_hash TEXT COLLATE "C" NOT NULL,
  -- A URL without its query; empty: all of the origin.
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('failing', 'paused', 'parked')),
  failures BIGINT NOT NULL CHECK (failures >= 0),
  since BIGINT NOT NULL,
  paused_until BIGINT,
  reason TEXT NOT NULL,
  -- 1: an operator said so, and it is not forgotten to make room.
  by_operator INTEGER NOT NULL DEFAULT 0 CHECK (by_operator IN (0, 1)),
  PRIMARY KEY (endpoint, bucket_name, address_hash),
  CHECK ((address_hash = '') = (address = '')),
  CHECK ((state = 'paused') = (paused_until IS NOT NULL))
);

ALTER TABLE callback_endpoints ADD COLUMN by_operator INTEGER NOT NULL DEFAULT 0 CHECK (by_operator IN (0, 1));
