-- How often a job was given back because it alone used up what a machine has.
ALTER TABLE jobs ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0 CHECK (setbacks >= 0);
