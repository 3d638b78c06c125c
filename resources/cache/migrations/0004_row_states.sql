-- How the rows of a server's tables were when they were last looked at, where the server does not
-- tell events but only keeps the tables. `changed_at` is in microseconds; `before` is the state
-- before `state`, NULL where the row was new.
CREATE TABLE row_states (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    before TEXT,
    owner TEXT NOT NULL,
    PRIMARY KEY (source, id)
) WITHOUT ROWID;

CREATE INDEX row_states_by_change ON row_states (changed_at);
