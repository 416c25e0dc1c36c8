-- What operators changed, by the management API and the console, and who signed in.
CREATE TABLE audit_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  role TEXT CHECK (role IN ('admin', 'reader')),
  -- When and from where a session of the console was opened.
  signed_in_at INTEGER,
  signed_in_from TEXT,
  address TEXT NOT NULL,
  what TEXT NOT NULL,
  target TEXT,
  -- A summary of what was asked for, without secrets, as JSON.
  body TEXT CHECK (json_valid(body)),
  -- Of the answer; null until there is one.
  status INTEGER,
  -- Refusals of one minute are one row.
  times INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
CREATE INDEX audit_entries_of_who ON audit_entries (who, id);
CREATE INDEX audit_entries_of_what ON audit_entries (what, id);
CREATE INDEX audit_entries_of_who_and_what ON audit_entries (who, what, id);
