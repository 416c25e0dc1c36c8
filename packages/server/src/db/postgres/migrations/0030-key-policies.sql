-- What limits a key beside its buckets: a policy of version 2.0, as a temporary key has; null: nothing.
ALTER TABLE access_keys ADD COLUMN policy TEXT CHECK (policy::json IS NOT NULL OR policy IS NULL);
