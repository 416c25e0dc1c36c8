-- The runs of a job that did not end it, for the operator; the last run is in the job itself.
CREATE TABLE job_tries (
  job BIGINT NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  worker TEXT,
  started_at BIGINT,
  ended_at BIGINT NOT NULL,
  -- It broke, its worker was lost, it needed more than the machine has, or it was handed back.
  cause TEXT NOT NULL CHECK (cause IN ('broken', 'lost', 'setback', 'returned')),
  message TEXT NOT NULL,
  PRIMARY KEY (job, number)
);
