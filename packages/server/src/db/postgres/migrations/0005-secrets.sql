-- What was made at the first start, so that every process has the same: by the environment variable that would give it.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
