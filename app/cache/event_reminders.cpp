// When events are to be told again.

#include "cache/event_rows.h"
#include "cache/event_store.h"
#include "domain/event_details.h"
#include "domain/reminder_times.h"

using namespace Qt::StringLiterals;

namespace timesheet {

/// Plans when an event is to be told again, and ends what was planned for its timesheet before. The
/// caller has begun a transaction.
tl::expected<void, StoreError> EventStore::planReminders(const ListedEvent &listed)
{
    const Event &event = listed.stored.event;
    const QString timesheet =
        endsReminders(event.type()) ? detailsOf(event).timesheetId : QString();
    if (!timesheet.isEmpty()) {
        const auto ended =
            m_database.write(u"DELETE FROM reminders WHERE timesheet = ?"_s, {timesheet});
        if (!ended)
            return ended;
    }
    for (const QDateTime &at : reminderTimes(event, listed.stored.receivedAt)) {
        if (const auto added = addReminder(listed, at); !added)
            return added;
    }
    return {};
}

tl::expected<void, StoreError> EventStore::addReminder(const ListedEvent &listed,
                                                       const QDateTime &at)
{
    const QString timesheet = detailsOf(listed.stored.event).timesheetId;
    return m_database.write(
        u"INSERT OR IGNORE INTO reminders (place, at, timesheet) VALUES (?, ?, ?)"_s,
        {static_cast<qint64>(listed.position), at.toMSecsSinceEpoch(),
         timesheet.isNull() ? u""_s : timesheet});
}

tl::expected<void, StoreError> EventStore::remindAt(const EventId &id, const QDateTime &at)
{
    const auto found = find(id);
    if (!found)
        return tl::unexpected(found.error());
    return *found ? addReminder(**found, at) : tl::expected<void, StoreError>();
}

tl::expected<std::optional<QDateTime>, StoreError> EventStore::nextReminder(const QDateTime &now)
{
    return m_database
        .ask(u"SELECT min(at) FROM reminders WHERE at > ?"_s, {now.toMSecsSinceEpoch()})
        .map([](const QVariant &at) {
            return at.isNull() ? std::nullopt : std::optional(instantIn(at));
        });
}

tl::expected<QList<StoredEvent>, StoreError> EventStore::dueReminders(const QDateTime &now,
                                                                      qsizetype limit)
{
    const auto due = list(
        u"SELECT %1 FROM events WHERE place IN "
        "(SELECT place FROM reminders WHERE at <= ?) ORDER BY place LIMIT ?"_s.arg(eventColumns()),
        {now.toMSecsSinceEpoch(), limit});
    return due.map(storedIn);
}

} // namespace timesheet
