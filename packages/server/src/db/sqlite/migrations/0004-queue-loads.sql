-- A queue's counters in a table of their own: a submit then writes a few bytes instead of the whole queue, and on a
-- database with many writers they stand in several rows (`slot`), so that writers need not wait for each other.
DROP TRIGGER queues_have_work;
DROP TRIGGER jobs_counted_in;
DROP TRIGGER jobs_counted_over;
DROP TRIGGER jobs_counted_out;
DROP INDEX queues_with_work;

CREATE TABLE queue_loads (
  queue INTEGER NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
  slot INTEGER NOT NULL CHECK (slot = 0),
  -- Jobs that are Submitted, and that are Running.
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  running INTEGER NOT NULL CHECK (running >= 0),
  PRIMARY KEY (queue, slot)
) STRICT, WITHOUT ROWID;

INSERT INTO queue_loads (queue, slot, waiting, running) SELECT id, 0, waiting, running FROM queues;

ALTER TABLE queues DROP COLUMN has_work;
ALTER TABLE queues DROP COLUMN waiting;
ALTER TABLE queues DROP COLUMN running;
-- When a job of it was last claimed: of queues that wait, the one that had its turn longest ago is next.
ALTER TABLE queues ADD COLUMN claimed_at INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER queues_have_loads AFTER INSERT ON queues BEGIN
  INSERT INTO queue_loads (queue, slot, waiting, running) VALUES (NEW.id, 0, 0, 0);
END;

CREATE TRIGGER jobs_counted_in AFTER INSERT ON jobs BEGIN
  UPDATE queue_loads SET
    waiting = waiting + (NEW.state = 'Submitted'),
    running = running + (NEW.state = 'Running')
  WHERE queue = NEW.queue AND slot = 0;
END;

CREATE TRIGGER jobs_counted_over AFTER UPDATE OF state ON jobs WHEN OLD.state <> NEW.state BEGIN
  UPDATE queue_loads SET
    waiting = waiting - (OLD.state = 'Submitted') + (NEW.state = 'Submitted'),
    running = running - (OLD.state = 'Running') + (NEW.state = 'Running')
  WHERE queue = NEW.queue AND slot = 0;
END;

CREATE TRIGGER jobs_counted_out AFTER DELETE ON jobs BEGIN
  UPDATE queue_loads SET
    waiting = waiting - (OLD.state = 'Submitted'),
    running = running - (OLD.state = 'Running')
  WHERE queue = OLD.queue AND slot = 0;
END;

-- A callback waits once, whoever puts it into the queue.
DROP INDEX callback_queue_callback;
CREATE UNIQUE INDEX callback_queue_callback ON callback_queue (callback_id);
