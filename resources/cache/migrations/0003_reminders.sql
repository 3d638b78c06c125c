-- When an event is to be told again, in milliseconds. `timesheet` is what it is about: an approval
-- or another deadline of the same timesheet ends its reminders. Empty where nobody knows.
CREATE TABLE reminders (
    place INTEGER NOT NULL REFERENCES events (place) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    timesheet TEXT NOT NULL,
    PRIMARY KEY (place, at)
) WITHOUT ROWID;

CREATE INDEX reminders_by_time ON reminders (at);
