-- The filters by type, with their counts, which triggers keep: counting 100,000 events anew after
-- each change would take longer than a frame.
CREATE TABLE categories (
    name TEXT PRIMARY KEY,
    total INTEGER NOT NULL DEFAULT 0 CHECK (total >= 0),
    unread INTEGER NOT NULL DEFAULT 0 CHECK (unread >= 0)
) WITHOUT ROWID;

INSERT INTO categories (name)
VALUES ('approvals'), ('rejections'), ('notes'), ('deadlines'), ('system');

-- `place` is the position in the list: the timestamp in milliseconds times 32768, and the order of
-- arrival among events of the same millisecond. Newest first is the table's own order backwards,
-- and the full-text index, which has the same row ids, yields its matches in that order, too.
CREATE TABLE events (
    place INTEGER PRIMARY KEY,
    arrival INTEGER NOT NULL UNIQUE,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    category TEXT NOT NULL REFERENCES categories (name),
    payload TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    cursor TEXT,
    via TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    is_read INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),
    is_toasted INTEGER NOT NULL DEFAULT 0 CHECK (is_toasted IN (0, 1))
);

CREATE INDEX events_by_category ON events (category, place);

CREATE INDEX events_unread ON events (place) WHERE is_read = 0;

CREATE INDEX events_to_toast ON events (arrival) WHERE is_toasted = 0;

CREATE INDEX events_by_cursor ON events (cursor) WHERE cursor IS NOT NULL;

-- Every text of the payload. Prefixes of up to three letters have an index of their own, because
-- search answers from the first letter on.
CREATE VIRTUAL TABLE event_text USING fts5 (
    words,
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3',
    columnsize = 0
);

-- The place in the server's stream up to which everything is here. At most one row.
CREATE TABLE stream (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cursor TEXT NOT NULL
);

CREATE TRIGGER event_added AFTER INSERT ON events BEGIN
    UPDATE categories
    SET total = total + 1, unread = unread + (1 - new.is_read)
    WHERE name = new.category;
END;

CREATE TRIGGER event_removed AFTER DELETE ON events BEGIN
    UPDATE categories
    SET total = total - 1, unread = unread - (1 - old.is_read)
    WHERE name = old.category;
    DELETE FROM event_text WHERE rowid = old.place;
END;

CREATE TRIGGER event_marked AFTER UPDATE OF is_read ON events
WHEN old.is_read <> new.is_read BEGIN
    UPDATE categories SET unread = unread + old.is_read - new.is_read WHERE name = new.category;
END;
