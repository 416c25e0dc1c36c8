-- What clients called their submits, so that one that is sent again makes no second job.
CREATE TABLE submit_keys (
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  key TEXT NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 255),
  -- Of what was asked for: the same key with another request is a mistake.
  digest TEXT NOT NULL,
  -- A JSON list of job ids.
  job_ids TEXT NOT NULL CHECK (json_valid(job_ids)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (bucket_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX submit_keys_by_age ON submit_keys (created_at);
