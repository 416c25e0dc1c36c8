-- A list of jobs is merged from the stretches of these: one for each queue, tag and state, in the order of creation.
DROP INDEX jobs_listed;
CREATE INDEX jobs_listed ON jobs (bucket_id, queue, tag, state, created_at, seq);
CREATE INDEX jobs_of_input ON jobs (bucket_id, input_key, queue, tag, state, created_at, seq);
