-- Times are ms since 1970.

CREATE TABLE queues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue_id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  category TEXT NOT NULL CHECK (category IN (
    'Transcoding', 'SpeedTranscoding', 'PicProcessing', 'AIProcess', 'ASR', 'DocProcessing', 'FileProcessing'
  )),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Active', 'Paused')),
  notify TEXT NOT NULL CHECK (json_valid(notify)),
  max_size INTEGER NOT NULL CHECK (max_size > 0),
  max_concurrent INTEGER NOT NULL CHECK (max_concurrent > 0),
  -- For a whole attempt to deliver a callback; NULL is the service's own.
  callback_deadline_ms INTEGER CHECK (callback_deadline_ms BETWEEN 1000 AND 60000),
  -- Counters kept by the triggers below: a submit must know at once whether 10,000 jobs wait, and counting them
  -- would cost more than the insert itself. A trigger can't be forgotten by a statement that moves a job.
  waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  -- Whether any job waits, kept by a trigger. Beside the counter, so that the index of queues with work is written
  -- when that changes and not at every submit.
  has_work INTEGER NOT NULL DEFAULT 0 CHECK (has_work IN (0, 1)),
  running INTEGER NOT NULL DEFAULT 0 CHECK (running >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX queues_default ON queues (bucket_id, category) WHERE is_default = 1;
CREATE INDEX queues_of_bucket ON queues (bucket_id);
CREATE INDEX queues_with_work ON queues (id) WHERE has_work = 1;

-- No row: the service works and was never asked for by name (a new bucket works at once).
CREATE TABLE service_activations (
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  service TEXT NOT NULL CHECK (service IN ('media', 'pic', 'ai', 'asr', 'doc', 'file')),
  state TEXT NOT NULL CHECK (state IN ('Active', 'Closed')),
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (bucket_id, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  -- Not AUTOINCREMENT: its bookkeeping costs a page in every commit, and a seq is only ever compared with those of
  -- jobs that are still here.
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  bucket_id INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  queue INTEGER NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  level INTEGER NOT NULL CHECK (level IN (0, 1, 2)),
  state TEXT NOT NULL CHECK (state IN ('Submitted', 'Running', 'Success', 'Failed', 'Cancel')),
  input_key TEXT,
  "order" TEXT NOT NULL,
  result TEXT,
  code TEXT,
  message TEXT,
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  losses INTEGER NOT NULL DEFAULT 0 CHECK (losses >= 0),
  lease_token TEXT,
  lease_until INTEGER,
  input_blob_id TEXT,
  progress INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  CHECK ((state = 'Running') = (lease_token IS NOT NULL)),
  CHECK ((state = 'Running') = (lease_until IS NOT NULL)),
  CHECK (input_blob_id IS NULL OR state = 'Running'),
  CHECK ((state IN ('Success', 'Failed', 'Cancel')) = (ended_at IS NOT NULL)),
  CHECK (CASE state WHEN 'Submitted' THEN started_at IS NULL WHEN 'Cancel' THEN 1 ELSE started_at IS NOT NULL END),
  CHECK ((state = 'Failed') = (code IS NOT NULL)),
  CHECK (result IS NULL OR state = 'Success')
) STRICT;

-- An index entry ends with the row's seq: a listing takes the newest of each wanted state and merges them.
CREATE INDEX jobs_listed ON jobs (bucket_id, state);
CREATE INDEX jobs_waiting ON jobs (queue, level DESC, seq) WHERE state = 'Submitted';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'Running';
CREATE INDEX jobs_pinned ON jobs (input_blob_id) WHERE input_blob_id IS NOT NULL;

CREATE TRIGGER queues_have_work AFTER UPDATE OF waiting ON queues WHEN NEW.has_work <> (NEW.waiting > 0) BEGIN
  UPDATE queues SET has_work = (NEW.waiting > 0) WHERE id = NEW.id;
END;

CREATE TRIGGER jobs_counted_in AFTER INSERT ON jobs BEGIN
  UPDATE queues SET
    waiting = waiting + (NEW.state = 'Submitted'),
    running = running + (NEW.state = 'Running')
  WHERE id = NEW.queue;
END;

CREATE TRIGGER jobs_counted_over AFTER UPDATE OF state ON jobs WHEN OLD.state <> NEW.state BEGIN
  UPDATE queues SET
    waiting = waiting - (OLD.state = 'Submitted') + (NEW.state = 'Submitted'),
    running = running - (OLD.state = 'Running') + (NEW.state = 'Running')
  WHERE id = NEW.queue;
END;

CREATE TRIGGER jobs_counted_out AFTER DELETE ON jobs BEGIN
  UPDATE queues SET
    waiting = waiting - (OLD.state = 'Submitted'),
    running = running - (OLD.state = 'Running')
  WHERE id = OLD.queue;
END;

-- Whatever a statement asks for, no other move than those of jobs/states.ts is made.
CREATE TRIGGER jobs_moves BEFORE UPDATE OF state ON jobs
WHEN NOT (
  (OLD.state = 'Submitted' AND NEW.state IN ('Running', 'Cancel'))
  OR (OLD.state = 'Running' AND NEW.state IN ('Submitted', 'Success', 'Failed', 'Cancel'))
)
BEGIN
  SELECT RAISE(ABORT, 'a job can not move like this');
END;
