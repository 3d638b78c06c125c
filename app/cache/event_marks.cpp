// The marks on stored events: what has been read, and what has been shown as a toast.

#include "cache/event_rows.h"
#include "cache/event_store.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

std::optional<Arrival> arrivalIn(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(Arrival{value.toLongLong()});
}

} // namespace

tl::expected<QList<EventId>, StoreError> EventStore::markRead(const QList<EventId> &ids, bool read)
{
    QList<EventId> changed;
    const auto note = [&changed](const QSqlQuery &row) {
        changed.append(EventId(row.value(0).toString()));
    };
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(begun.error());
    for (const EventId &id : ids) {
        const auto marked = m_database.read(
            u"UPDATE events SET is_read = ? WHERE id = ? AND is_read = ? RETURNING id"_s,
            {read ? 1 : 0, id.value(), read ? 0 : 1}, note);
        if (!marked)
            return tl::unexpected(marked.error());
    }
    return transaction.commit().map([&changed] { return changed; });
}

tl::expected<QList<EventId>, StoreError> EventStore::markReadThrough(Arrival last, qsizetype limit)
{
    QList<EventId> changed;
    return m_database
        .read(
            u"UPDATE events SET is_read = 1 WHERE place IN "
            "(SELECT place FROM events WHERE is_read = 0 AND arrival <= ? LIMIT ?) RETURNING id"_s,
            {static_cast<qint64>(last), limit},
            [&changed](const QSqlQuery &row) { changed.append(EventId(row.value(0).toString())); })
        .map([&changed] { return changed; });
}

tl::expected<std::optional<Arrival>, StoreError> EventStore::lastArrival()
{
    return m_database.ask(u"SELECT max(arrival) FROM events"_s).map(arrivalIn);
}

tl::expected<std::optional<Arrival>, StoreError> EventStore::arrivalOf(const Cursor &cursor)
{
    return m_database.ask(u"SELECT max(arrival) FROM events WHERE cursor = ?"_s, {cursor.value()})
        .map(arrivalIn);
}

tl::expected<void, StoreError> EventStore::markToasted(const QList<EventId> &ids)
{
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (const EventId &id : ids) {
        const auto marked = m_database.write(
            u"UPDATE events SET is_toasted = 1 WHERE id = ? AND is_toasted = 0"_s, {id.value()});
        if (!marked)
            return marked;
    }
    return transaction.commit();
}

tl::expected<QList<StoredEvent>, StoreError> EventStore::awaitingToast(qsizetype limit)
{
    const auto past = m_database.write(
        u"UPDATE events SET is_toasted = 1 WHERE is_toasted = 0 AND arrival <= "
        "(SELECT arrival FROM events WHERE is_toasted = 0 ORDER BY arrival DESC LIMIT 1 OFFSET ?)"_s,
        {limit});
    if (!past)
        return tl::unexpected(past.error());
    const auto waiting = list(
        u"SELECT %1 FROM events WHERE is_toasted = 0 ORDER BY arrival"_s.arg(eventColumns()), {});
    return waiting.map([](const QList<ListedEvent> &events) {
        QList<StoredEvent> stored;
        for (const ListedEvent &event : events)
            stored.append(event.stored);
        return stored;
    });
}

} // namespace timesheet
