#include "cache/event_rows.h"

#include "cache/search_text.h"

#include <QJsonDocument>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// A null QString would be bound as NULL.
QVariant text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

Via viaFromName(const QString &name)
{
    for (const Via via : {Via::Live, Via::Replay, Via::Poll, Via::Local}) {
        if (viaName(via) == name)
            return via;
    }
    return Via::Live;
}

} // namespace

QDateTime instantIn(const QVariant &milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong(), QTimeZone::utc()).toUTC();
}

Selection selectEvents(const QString &columns, const EventQuery &query, PositionRange range,
                       qsizetype limit)
{
    Selection selection;
    QString position = u"events.place"_s;
    selection.sql = u"SELECT %1 FROM "_s.arg(columns);
    if (query.search.trimmed().isEmpty()) {
        selection.sql += u"events WHERE TRUE"_s;
    } else {
        // CROSS JOIN: the full-text index leads, and yields its matches in the list's order.
        position = u"event_text.rowid"_s;
        selection.sql += u"event_text CROSS JOIN events ON events.place = event_text.rowid "
                         "WHERE event_text MATCH ?"_s;
        selection.values.append(text(matchExpression(query.search)));
    }
    if (query.filter == EventFilter::Unread) {
        selection.sql += u" AND events.is_read = 0"_s;
    } else if (query.filter != EventFilter::All) {
        selection.sql += u" AND events.category = ?"_s;
        selection.values.append(eventFilterName(query.filter));
    }
    if (!query.typeName.isEmpty()) {
        selection.sql += u" AND events.type = ?"_s;
        selection.values.append(query.typeName);
    }
    selection.sql += u" AND %1 >= ? AND %1 < ? ORDER BY %1 DESC LIMIT ?"_s.arg(position);
    selection.values.append(static_cast<qint64>(range.from));
    selection.values.append(static_cast<qint64>(range.below));
    selection.values.append(limit);
    return selection;
}

QString eventColumns()
{
    return u"events.place, events.id, events.type, events.payload, events.timestamp, "
           "events.tenant, events.cursor, events.via, events.received_at, events.is_read"_s;
}

ListedEvent listedEvent(const QSqlQuery &row)
{
    ListedEvent listed;
    listed.position = ListPosition{row.value(0).toLongLong()};
    Event &event = listed.stored.event;
    event.id = EventId(row.value(1).toString());
    event.typeName = row.value(2).toString();
    event.payload = QJsonDocument::fromJson(row.value(3).toString().toUtf8()).object();
    event.timestamp = instantIn(row.value(4));
    event.tenant = TenantId(row.value(5).toString());
    if (!row.isNull(6))
        event.cursor = Cursor(row.value(6).toString());
    listed.stored.via = viaFromName(row.value(7).toString());
    event.isOurs = listed.stored.via == Via::Local;
    listed.stored.receivedAt = instantIn(row.value(8));
    listed.stored.read = row.value(9).toBool();
    return listed;
}

QList<StoredEvent> storedIn(const QList<ListedEvent> &events)
{
    QList<StoredEvent> stored;
    stored.reserve(events.size());
    for (const ListedEvent &event : events)
        stored.append(event.stored);
    return stored;
}

QString eventInsertion()
{
    return u"INSERT INTO events (place, arrival, id, type, category, payload, timestamp, tenant, "
           "cursor, via, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s;
}

QVariantList eventValues(ListPosition position, Arrival arrival, const ReceivedEvent &received,
                         const QDateTime &receivedAt)
{
    const Event &event = received.event;
    const QByteArray payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
    return {static_cast<qint64>(position),
            static_cast<qint64>(arrival),
            text(event.id.value()),
            text(event.typeName),
            eventFilterName(filterOf(event.type())),
            QString::fromUtf8(payload),
            event.timestamp.toMSecsSinceEpoch(),
            text(event.tenant.value()),
            event.cursor ? text(event.cursor->value()) : QVariant(),
            viaName(received.via),
            receivedAt.toMSecsSinceEpoch()};
}

} // namespace timesheet
