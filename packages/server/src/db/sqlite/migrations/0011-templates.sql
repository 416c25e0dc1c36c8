-- Parameters of jobs that clients keep under a name. A job keeps its own copy of what it uses, so that a template can
-- change or go at any time.
CREATE TABLE templates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  template_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (tag <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  params TEXT NOT NULL CHECK (json_valid(params)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (bucket_id, name)
) STRICT;

CREATE INDEX templates_listed ON templates (bucket_id, id);
