-- Read marks of this user that the server has not confirmed yet.
CREATE TABLE marks_to_tell (
    id TEXT PRIMARY KEY
) WITHOUT ROWID;

-- When this cache was last known to hold everything, in milliseconds. At most one row. What is
-- missing after that, and cannot be recovered, is a gap.
CREATE TABLE synced (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    at INTEGER NOT NULL
);
