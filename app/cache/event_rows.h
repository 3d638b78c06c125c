#pragma once

#include "cache/event_query.h"

#include <QSqlQuery>
#include <QVariantList>

namespace timesheet {

/// A SELECT and its values.
struct Selection {
    QString sql;
    QVariantList values;
};

/// Selects `columns` of what the query shows in a range, newest first.
Selection selectEvents(const QString &columns, const EventQuery &query, PositionRange range,
                       qsizetype limit);

/// The instant that a column of milliseconds since the epoch holds, UTC.
QDateTime instantIn(const QVariant &milliseconds);

/// The columns that listedEvent() reads, in its order.
QString eventColumns();
ListedEvent listedEvent(const QSqlQuery &row);
/// The same events without their positions.
QList<StoredEvent> storedIn(const QList<ListedEvent> &events);

/// The values of an INSERT, in the order of eventInsertion()'s columns.
QString eventInsertion();
QVariantList eventValues(ListPosition position, Arrival arrival, const ReceivedEvent &received,
                         const QDateTime &receivedAt);

} // namespace timesheet
