-- Times are ms since 1970.

-- What is sent, written once with the job's final state and never changed. `body` stands last: a scan of the queue
-- reads `endpoint`, and SQLite then need not follow a long body.
CREATE TABLE callbacks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL,
  bucket_name TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('TaskFinish', 'WorkflowFinish')),
  -- What fails, pauses and is parked as one: the origin of an http address, the whole of any other.
  endpoint TEXT NOT NULL,
  url TEXT NOT NULL,
  content_type TEXT NOT NULL,
  deadline_ms INTEGER NOT NULL CHECK (deadline_ms BETWEEN 1000 AND 60000),
  -- The W3C trace context of the request that made the job.
  traceparent TEXT,
  created_at INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE INDEX callbacks_job ON callbacks (job_id);
CREATE INDEX callbacks_created ON callbacks (created_at);

CREATE TRIGGER callbacks_frozen BEFORE UPDATE ON callbacks BEGIN
  SELECT RAISE(ABORT, 'a callback never changes: what is sent again must be the same bytes');
END;

-- What is still to be delivered, in the order in which it is due. `attempts` numbers all that were made, `failures`
-- those that used up a pause of the schedule: what a crash, a pause or a replay cost is not held against a callback.
CREATE TABLE callback_queue (
  due_at INTEGER NOT NULL,
  callback_id INTEGER NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
  attempts INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 1022),
  failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND attempts),
  PRIMARY KEY (due_at, callback_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX callback_queue_callback ON callback_queue (callback_id);

-- What is not tried until somebody says so: parked with its endpoint, or dead at the end of its schedule. A callback
-- that is neither here nor in the queue is delivered.
CREATE TABLE callback_rest (
  callback_id INTEGER PRIMARY KEY REFERENCES callbacks (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('parked', 'dead')),
  endpoint TEXT NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 1023),
  since INTEGER NOT NULL
) STRICT;

CREATE INDEX callback_rest_state ON callback_rest (state, endpoint, callback_id);

-- Evidence, only ever appended. The id is the callback's id × 1024 + the attempt's number from 1, so that the attempts
-- of one callback lie together without an index. `unknown`: the process died while the attempt was under way.
-- `confirmed`: the receiver fetched the callback itself and said so.
CREATE TABLE callback_attempts (
  id INTEGER PRIMARY KEY CHECK (id & 1023 > 0),
  started_at INTEGER NOT NULL,
  duration_ms INTEGER CHECK (duration_ms >= 0),
  dns_ms INTEGER CHECK (dns_ms >= 0),
  connect_ms INTEGER CHECK (connect_ms >= 0),
  tls_ms INTEGER CHECK (tls_ms >= 0),
  first_byte_ms INTEGER CHECK (first_byte_ms >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'confirmed', 'retry', 'parked', 'dead', 'unknown')),
  cause TEXT,
  detail TEXT,
  status INTEGER,
  peer TEXT,
  request_headers TEXT CHECK (json_valid(request_headers)),
  response_headers TEXT CHECK (json_valid(response_headers)),
  response_body BLOB CHECK (length(response_body) <= 65536),
  CHECK ((outcome IN ('delivered', 'confirmed')) = (cause IS NULL)),
  CHECK ((status IS NULL) = (response_headers IS NULL))
) STRICT;

-- Also what makes counting attempts cheap: it is many times smaller than the table.
CREATE INDEX callback_attempts_started ON callback_attempts (started_at);

-- Endpoints in trouble; one that works has no row.
CREATE TABLE callback_endpoints (
  endpoint TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('failing', 'paused', 'parked')),
  -- Failed attempts since one last succeeded.
  failures INTEGER NOT NULL CHECK (failures >= 0),
  -- When the first of these failed, or the endpoint was paused or parked.
  since INTEGER NOT NULL,
  paused_until INTEGER,
  reason TEXT NOT NULL,
  CHECK ((state = 'paused') = (paused_until IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Who sends. One process at a time does, so that what is under way can be known in memory.
CREATE TABLE callback_sender (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  holder TEXT NOT NULL,
  held_until INTEGER NOT NULL
) STRICT;

-- What callbacks are signed with: with each key that is not retired yet.
CREATE TABLE webhook_keys (
  id INTEGER PRIMARY KEY,
  secret TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  retires_at INTEGER
) STRICT;
