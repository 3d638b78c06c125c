#pragma once

#include "gateway/sqlite_log/sqlite_statements.h"

namespace timesheet::gateway {

/// A tenant's row.
struct SqliteTenant {
    qint64 key = 0;  ///< 0: the tenant has no row yet
    qint64 last = 0; ///< the newest event's sequence; counts on where events are removed
};

/// The tenants, and what is where in each one's order of events.
class SqliteTenants
{
public:
    /// The event that has, or had, a sequence.
    struct Occupant {
        std::optional<EventId> id; ///< nothing where no event is there, or is no more
        qint64 acceptedAt = 0;     ///< milliseconds since 1970
    };

    /// `epoch` tells this log's cursors from those of others.
    SqliteTenants(SqliteStatements &statements, QString epoch);

    tl::expected<SqliteTenant, LogError> find(const TenantId &tenant);
    /// Adds the row where there is none.
    tl::expected<SqliteTenant, LogError> ensure(const TenantId &tenant);

    /// The oldest event's sequence; where none is left, the one after the newest.
    tl::expected<qint64, LogError> oldestSequence(const SqliteTenant &tenant);
    tl::expected<Occupant, LogError> occupantOf(const SqliteTenant &tenant, qint64 sequence);

    /// The cursor that names the event of a sequence.
    tl::expected<Cursor, LogError> cursorAt(const SqliteTenant &tenant, qint64 sequence);
    /// The sequence that a cursor names; nothing where the cursor cannot be from here: it is of
    /// another epoch or from beyond the end, or another event has that sequence now, as after a
    /// restored backup.
    tl::expected<std::optional<qint64>, LogError> sequenceOf(const SqliteTenant &tenant,
                                                             const Cursor &cursor);

private:
    SqliteStatements &m_statements;
    QString m_epoch;
};

} // namespace timesheet::gateway
