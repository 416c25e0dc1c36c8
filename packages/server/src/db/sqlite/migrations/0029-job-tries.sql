-- The runs of a job that did not end it, for the operator; the last run is in the job itself.
CREATE TABLE job_tries (
  job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  worker TEXT,
  started_at INTEGER,
  ended_at INTEGER NOT NULL,
  -- It broke, its worker was lost, it needed more than the machine has, or it was handed back.
  cause TEXT NOT NULL CHECK (cause IN ('broken', 'lost', 'setback', 'returned')),
  message TEXT NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
