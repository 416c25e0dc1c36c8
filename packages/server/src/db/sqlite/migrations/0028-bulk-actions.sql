-- What an operator does with everything that a filter matches. It goes on in small steps, also after a restart.
CREATE TABLE bulk_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (action IN ('replay', 'cancel', 'rerun')),
  selection TEXT NOT NULL CHECK (json_valid(selection)),
  rate_per_second REAL CHECK (rate_per_second > 0),
  state TEXT NOT NULL CHECK (state IN ('Running', 'Done', 'Stopped')),
  -- How many there were at the start; some may be gone or changed when their turn comes.
  matched INTEGER NOT NULL CHECK (matched >= 0),
  -- The last job or callback that it has dealt with.
  cursor INTEGER,
  done INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
  skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  -- Why one was skipped last, or what it waits for.
  message TEXT,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((state = 'Running') = (ended_at IS NULL))
) STRICT;

CREATE INDEX bulk_actions_due ON bulk_actions (due_at) WHERE state = 'Running';
