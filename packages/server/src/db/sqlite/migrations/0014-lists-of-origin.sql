-- Lists of runs, and of the jobs of a workflow or a batch, are merged from stretches too: what is rare among a million is
-- found without reading them.
DROP INDEX executions_listed;
DROP INDEX executions_of_batch;
CREATE INDEX executions_listed ON executions (bucket_id, workflow_id, state, created_at, seq);
CREATE INDEX executions_of_batch ON executions (batch_id, state, created_at, seq) WHERE batch_id IS NOT NULL;

DROP INDEX jobs_of_workflow;
DROP INDEX jobs_of_batch;
CREATE INDEX jobs_of_workflow ON jobs (bucket_id, workflow_id, queue, tag, state, created_at, seq)
WHERE workflow_id IS NOT NULL;
CREATE INDEX jobs_of_batch ON jobs (bucket_id, batch_id, queue, tag, state, created_at, seq)
WHERE batch_id IS NOT NULL;
