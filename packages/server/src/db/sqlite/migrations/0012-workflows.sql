-- What becomes of an upload: jobs in the order of a graph. `start` is what each upload is compared with.
CREATE TABLE workflows (
  id INTEGER PRIMARY KEY,
  workflow_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Active', 'Paused')),
  start TEXT NOT NULL CHECK (json_valid(start)),
  topology TEXT NOT NULL CHECK (json_valid(topology)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX workflows_of_bucket ON workflows (bucket_id, id);
CREATE INDEX workflows_active ON workflows (bucket_id) WHERE state = 'Active';

-- A run of a workflow, with the workflow as it was when it began. One row, locked while it is advanced.
CREATE TABLE executions (
  seq INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  workflow_id TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  batch_id TEXT,
  object_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Running', 'Success', 'Failed', 'Cancel')),
  start TEXT NOT NULL CHECK (json_valid(start)),
  topology TEXT NOT NULL CHECK (json_valid(topology)),
  run TEXT NOT NULL CHECK (json_valid(run)),
  cos_headers TEXT NOT NULL CHECK (json_valid(cos_headers)),
  lineage TEXT NOT NULL CHECK (json_valid(lineage)),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((state = 'Running') = (ended_at IS NULL))
) STRICT;

CREATE INDEX executions_listed ON executions (bucket_id, workflow_id, created_at, seq);
CREATE INDEX executions_of_batch ON executions (batch_id, state) WHERE batch_id IS NOT NULL;
CREATE INDEX executions_ended ON executions (ended_at) WHERE ended_at IS NOT NULL;

-- The workflow and the batch that a job comes from: what it can be listed by.
ALTER TABLE jobs ADD COLUMN workflow_id TEXT;
ALTER TABLE jobs ADD COLUMN batch_id TEXT;
CREATE INDEX jobs_of_workflow ON jobs (bucket_id, workflow_id, created_at, seq) WHERE workflow_id IS NOT NULL;
CREATE INDEX jobs_of_batch ON jobs (bucket_id, batch_id, created_at, seq) WHERE batch_id IS NOT NULL;
