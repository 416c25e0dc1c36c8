-- The processes that run jobs of a database that several share. Each says so at intervals, for the operator; leases alone decide
-- whose a job is.
CREATE TABLE workers (
  -- HOST/PID, as the jobs name it.
  name TEXT PRIMARY KEY CHECK (name <> ''),
  version TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  -- Jobs that it runs at once.
  places INTEGER NOT NULL,
  -- A JSON list of the only queues that it serves; null is all of them.
  queues TEXT CHECK (json_valid(queues))
) STRICT, WITHOUT ROWID;
