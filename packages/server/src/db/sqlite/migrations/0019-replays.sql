-- Each replay of a callback. The ids are a sequence like those of callbacks: who follows it misses no replay.
CREATE TABLE callback_replays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  callback_id INTEGER NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
  replayed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX callback_replays_callback ON callback_replays (callback_id);
