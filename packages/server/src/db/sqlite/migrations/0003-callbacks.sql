-- Times are ms since 1970.

-- What is sent, written once with the job's final state and never changed. `body` stands last: a scan of the queue
-- reads `url`, and SQLite then need not follow a long body.
CREATE TABLE callbacks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL,
  bucket_name TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('TaskFinish', 'WorkflowFinish')),
  url TEXT NOT NULL,
  content_type TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TRIGGER callbacks_frozen BEFORE UPDATE ON callbacks BEGIN
  SELECT RAISE(ABORT, 'a callback never changes: what is sent again must be the same bytes');
END;

-- What is still to be delivered, in the order in which it is due. A callback without a row here is delivered or dead,
-- as its last attempt says.
CREATE TABLE callback_queue (
  due_at INTEGER NOT NULL,
  callback_id INTEGER NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
  attempts INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 1022),
  PRIMARY KEY (due_at, callback_id)
) STRICT, WITHOUT ROWID;

-- Evidence, only ever appended. The id is the callback's id × 1024 + the attempt's number from 1, so that the attempts
-- of one callback lie together without an index.
CREATE TABLE callback_attempts (
  id INTEGER PRIMARY KEY CHECK (id & 1023 > 0),
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  first_byte_ms INTEGER CHECK (first_byte_ms >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'retry', 'dead')),
  cause TEXT,
  detail TEXT,
  status INTEGER,
  request_headers TEXT NOT NULL CHECK (json_valid(request_headers)),
  response_headers TEXT CHECK (json_valid(response_headers)),
  response_body BLOB CHECK (length(response_body) <= 65536),
  CHECK ((outcome = 'delivered') = (cause IS NULL)),
  CHECK ((status IS NULL) = (response_headers IS NULL)),
  CHECK (outcome <> 'delivered' OR status BETWEEN 200 AND 299)
) STRICT;

CREATE INDEX callback_attempts_dead ON callback_attempts (id) WHERE outcome = 'dead';
