-- Jobs, or runs of a workflow, for many objects: the objects are listed bit by bit, and `cursor` says how far. `phase`
-- is what is left to do and `due_at` when somebody looks at it next; whoever does has the lease and puts that off.
CREATE TABLE batches (
  seq INTEGER PRIMARY KEY,
  batch_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  type TEXT NOT NULL CHECK (type IN ('Job', 'Workflow')),
  name TEXT NOT NULL,
  workflow_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('Running', 'Success', 'Failed', 'Cancel')),
  phase TEXT NOT NULL CHECK (phase IN ('Listing', 'Draining', 'Cancelling', 'Done')),
  request TEXT NOT NULL CHECK (json_valid(request)),
  plan TEXT NOT NULL CHECK (json_valid(plan)),
  cursor TEXT NOT NULL CHECK (json_valid(cursor)),
  seen INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  submitted INTEGER NOT NULL DEFAULT 0,
  succeeded INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  code TEXT,
  message TEXT,
  due_at INTEGER NOT NULL,
  lease_token TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((type = 'Workflow') = (workflow_id IS NOT NULL)),
  CHECK ((state = 'Running') = (ended_at IS NULL)),
  CHECK ((state = 'Failed') = (code IS NOT NULL)),
  CHECK (succeeded + failed + cancelled <= submitted)
) STRICT;

CREATE INDEX batches_listed ON batches (bucket_id, seq);
CREATE INDEX batches_open ON batches (due_at) WHERE phase <> 'Done';
CREATE INDEX batches_done ON batches (ended_at) WHERE phase = 'Done';

-- What ended of a batch and was not yet added to its counts. A row each, written by the triggers: those that end jobs
-- never wait for each other at the batch, and no job is counted by looking through all of them.
CREATE TABLE batch_ends (
  id INTEGER PRIMARY KEY,
  batch_id TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('Success', 'Failed', 'Cancel'))
) STRICT;

CREATE INDEX batch_ends_of_batch ON batch_ends (batch_id);

CREATE TRIGGER jobs_end_in_batch AFTER UPDATE OF state ON jobs
WHEN NEW.batch_id IS NOT NULL AND NEW.workflow_id IS NULL AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN
  INSERT INTO batch_ends (batch_id, outcome) VALUES (NEW.batch_id, NEW.state);
END;

CREATE TRIGGER executions_end_in_batch AFTER UPDATE OF state ON executions
WHEN NEW.batch_id IS NOT NULL AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN
  INSERT INTO batch_ends (batch_id, outcome) VALUES (NEW.batch_id, NEW.state);
END;

-- What a cancelled batch looks through.
CREATE INDEX jobs_waiting_of_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL AND state = 'Submitted';
