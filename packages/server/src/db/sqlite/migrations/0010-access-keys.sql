-- The keys that clients sign with, beside the one of the settings. A signature is an HMAC, so that the secret is kept as
-- it is.
CREATE TABLE access_keys (
  secret_id TEXT PRIMARY KEY CHECK (secret_id <> ''),
  secret_key TEXT NOT NULL CHECK (secret_key <> ''),
  name TEXT NOT NULL,
  -- A JSON list of bucket names, which need not exist yet; null is all of them.
  buckets TEXT CHECK (json_valid(buckets)),
  state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled')),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
