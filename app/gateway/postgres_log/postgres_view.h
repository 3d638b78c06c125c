#pragma once

#include "gateway/postgres/postgres_session.h"
#include "gateway/postgres_log/postgres_interest.h"

namespace timesheet::gateway {

/// A tenant's log as one transaction sees it, and the place in it that a cursor names.
struct PostgresView {
    PostgresHead head;
    qint64 prunedUpTo = 0; ///< events up to this sequence are gone
    Cursor newest;
    std::optional<qint64> asked;     ///< nothing: the cursor cannot be from this log
    std::optional<EventId> occupant; ///< the event at `asked`, unless it is gone
    QString acceptedAt = QStringLiteral("-infinity"); ///< of that event
};

/// `epoch` is the log's.
tl::expected<PostgresView, LogError> lookAt(PostgresTransaction &transaction, const QString &epoch,
                                            const TenantId &tenant,
                                            const std::optional<Cursor> &cursor);

} // namespace timesheet::gateway
