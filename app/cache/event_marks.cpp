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

auto appendIdTo(QList<EventId> &ids)
{
    return [&ids](const QSqlQuery &row) { ids.append(EventId(row.value(0).toString())); };
}

} // namespace

tl::expected<QList<EventId>, StoreError> EventStore::markRead(const QList<EventId> &ids, Mark mark)
{
    const bool read = mark != Mark::Unread;
    QList<EventId> changed;
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(begun.error());
    for (const EventId &id : ids) {
        const auto marked = m_database.read(
            u"UPDATE events SET is_read = ? WHERE id = ? AND is_read = ? RETURNING id"_s,
            {read ? 1 : 0, id.value(), read ? 0 : 1}, appendIdTo(changed));
        if (!marked)
            return tl::unexpected(marked.error());
    }
    if (const auto noted = noteMarks(changed, mark); !noted)
        return tl::unexpected(noted.error());
    return transaction.commit().map([&changed] { return changed; });
}

tl::expected<QList<EventId>, StoreError> EventStore::markReadThrough(Arrival last, qsizetype limit,
                                                                     Mark mark)
{
    QList<EventId> changed;
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(begun.error());
    const auto marked = m_database.read(
        u"UPDATE events SET is_read = 1 WHERE place IN "
        "(SELECT place FROM events WHERE is_read = 0 AND arrival <= ? LIMIT ?) RETURNING id"_s,
        {static_cast<qint64>(last), limit}, appendIdTo(changed));
    if (!marked)
        return tl::unexpected(marked.error());
    if (const auto noted = noteMarks(changed, mark); !noted)
        return tl::unexpected(noted.error());
    return transaction.commit().map([&changed] { return changed; });
}

/// Notes what is to be reported to the server, or not any more. The caller has begun a transaction.
/// An entry that was made here is never reported: no server knows its id.
tl::expected<void, StoreError> EventStore::noteMarks(const QList<EventId> &changed, Mark mark)
{
    if (mark == Mark::Read)
        return {};
    const QString sql = mark == Mark::ReadHere
                            ? u"INSERT OR IGNORE INTO marks_to_tell (id) "
                              "SELECT id FROM events WHERE id = ? AND via <> 'local'"_s
                            : u"DELETE FROM marks_to_tell WHERE id = ?"_s;
    for (const EventId &id : changed) {
        if (const auto noted = m_database.write(sql, {id.value()}); !noted)
            return noted;
    }
    return {};
}

tl::expected<QList<EventId>, StoreError> EventStore::marksToReport(qsizetype limit)
{
    QList<EventId> ids;
    return m_database
        .read(u"SELECT id FROM marks_to_tell ORDER BY id LIMIT ?"_s, {limit}, appendIdTo(ids))
        .map([&ids] { return ids; });
}

tl::expected<void, StoreError> EventStore::forgetMarksToReport(const QList<EventId> &ids)
{
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (const EventId &id : ids) {
        const auto forgotten =
            m_database.write(u"DELETE FROM marks_to_tell WHERE id = ?"_s, {id.value()});
        if (!forgotten)
            return forgotten;
    }
    return transaction.commit();
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

tl::expected<void, StoreError> EventStore::markToasted(const QList<EventId> &ids,
                                                       const QDateTime &at)
{
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (const EventId &id : ids) {
        const auto marked = m_database.write(
            u"UPDATE events SET is_toasted = 1 WHERE id = ? AND is_toasted = 0"_s, {id.value()});
        if (!marked)
            return marked;
        const auto reminded =
            m_database.write(u"DELETE FROM reminders WHERE at <= ? "
                             "AND place = (SELECT place FROM events WHERE id = ?)"_s,
                             {at.toMSecsSinceEpoch(), id.value()});
        if (!reminded)
            return reminded;
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
    return waiting.map(storedIn);
}

} // namespace timesheet
