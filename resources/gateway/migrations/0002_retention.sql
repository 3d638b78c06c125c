-- When the gateway took an event and a read mark, in milliseconds. Never less than what came
-- before, however the clock is set: the oldest by time are the oldest by sequence.
ALTER TABLE events ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0;

UPDATE events SET accepted_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;

CREATE INDEX events_by_age ON events (accepted_at);

ALTER TABLE read_events ADD COLUMN marked_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX read_events_by_age ON read_events (tenant, user, marked_at);

ALTER TABLE read_through ADD COLUMN marked_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX read_events_by_event ON read_events (tenant, sequence);
