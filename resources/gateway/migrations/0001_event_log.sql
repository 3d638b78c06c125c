-- Which log this is. A cursor begins with the epoch, so that a cursor of another log is known as
-- such and never taken for a place in this one.
CREATE TABLE log_identity (
    epoch TEXT NOT NULL
);

INSERT INTO log_identity (epoch) VALUES (lower(hex(randomblob(4))));

-- last_sequence counts on also where retention has removed events.
CREATE TABLE tenants (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last_sequence INTEGER NOT NULL DEFAULT 0
);

-- Ids are unique within a tenant: no tenant can find out, or take, another's.
CREATE TABLE events (
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    payload TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    recipient TEXT,
    UNIQUE (tenant, sequence),
    UNIQUE (tenant, id)
);

CREATE TABLE read_events (
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    user TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (tenant, user, sequence)
) WITHOUT ROWID;

-- Everything up to this place has been read.
CREATE TABLE read_through (
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    user TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (tenant, user)
) WITHOUT ROWID;
