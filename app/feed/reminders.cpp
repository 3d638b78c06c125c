#include "feed/reminders.h"

#include "feed/feed_log.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Timers stand still while the machine sleeps, and do not know when the clock is set.
constexpr auto longestWait = 15min;
/// The most events that are told at one time; the rest comes with the next check().
constexpr qsizetype mostAtATime = 500;

} // namespace

Reminders::Reminders(EventStore &store, Clock now, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_now(std::move(now))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Reminders::check);
}

void Reminders::check()
{
    const QDateTime now = m_now();
    auto events = m_store.dueReminders(now, mostAtATime);
    if (!events) {
        qCWarning(feedLog) << "the reminders cannot be read:" << events.error().detail;
        m_timer.start(longestWait);
        return;
    }
    events->removeIf(
        [this](const StoredEvent &event) { return m_telling.contains(event.event.id); });
    for (const StoredEvent &event : std::as_const(*events))
        m_telling.insert(event.event.id);
    if (!events->isEmpty())
        emit due(*events);

    const auto next = m_store.nextReminder(now).value_or(std::nullopt);
    if (!next) {
        m_timer.stop();
        return;
    }
    const std::chrono::milliseconds left(m_now().msecsTo(*next));
    m_timer.start(std::clamp<std::chrono::milliseconds>(left, 0ms, longestWait));
}

void Reminders::remindAt(const QList<EventId> &ids, const QDateTime &at)
{
    for (const EventId &id : ids) {
        if (const auto kept = m_store.remindAt(id, at); !kept)
            qCWarning(feedLog) << "the reminder was not kept:" << kept.error().detail;
    }
    check();
}

void Reminders::release(const QList<EventId> &ids)
{
    for (const EventId &id : ids)
        m_telling.remove(id);
}

} // namespace timesheet
