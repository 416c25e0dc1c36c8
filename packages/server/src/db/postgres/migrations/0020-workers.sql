-- Which worker ran a job last: HOST/PID, for the operator.
ALTER TABLE jobs ADD COLUMN worker TEXT;
