-- By time, then seq: a planner that thinks most jobs wait would else walk the table by its key to find the first one,
-- past all that ended.
DROP INDEX jobs_waiting;
CREATE INDEX jobs_waiting ON jobs (queue, level DESC, created_at, seq) WHERE state = 'Submitted';
