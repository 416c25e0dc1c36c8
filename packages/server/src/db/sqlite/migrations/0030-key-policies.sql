-- What limits a key beside its buckets: a policy of version 2.0, as a temporary key has; null: nothing.
ALTER TABLE access_keys ADD COLUMN policy TEXT CHECK (policy IS NULL OR json_valid(policy));
