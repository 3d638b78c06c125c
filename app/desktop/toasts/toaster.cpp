#include "desktop/toasts/toaster.h"

#include "desktop/look/icons.h"
#include "desktop/toasts/toasts_log.h"
#include "desktop/words/event_text.h"
#include "desktop/words/web_page.h"
#include "domain/event_details.h"

#include <QSet>

#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr qsizetype burstSize = 4;
constexpr qsizetype maxHeld = 1000; // events of one common toast that are kept, not only counted
constexpr auto criticalBeforeDue = 24h;

QString categoryOf(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return u"x-timesheet.approved"_s;
    case EventType::TimesheetRejected:
        return u"x-timesheet.rejected"_s;
    case EventType::TimesheetAnnotated:
        return u"x-timesheet.annotated"_s;
    case EventType::DeadlineReminder:
        return u"x-timesheet.deadline"_s;
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return u"x-timesheet.notification"_s;
}

Notification::Urgency urgencyOf(const Event &event, const QDateTime &now)
{
    const EventDetails details = detailsOf(event);
    switch (event.type()) {
    case EventType::TimesheetApproved:
        return Notification::Urgency::Low;
    case EventType::DeadlineReminder: {
        const bool soon = details.dueAt && *details.dueAt <= now.addDuration(criticalBeforeDue);
        return soon ? Notification::Urgency::Critical : Notification::Urgency::Normal;
    }
    case EventType::NotificationNew:
        return details.severity == Severity::Critical ? Notification::Urgency::Critical
                                                      : Notification::Urgency::Normal;
    case EventType::TimesheetRejected:
    case EventType::TimesheetAnnotated:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return Notification::Urgency::Normal;
}

QString countOf(EventType type, int count)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return Toaster::tr("Approved: %1").arg(count);
    case EventType::TimesheetRejected:
        return Toaster::tr("Rejected: %1").arg(count);
    case EventType::TimesheetAnnotated:
        return Toaster::tr("Notes: %1").arg(count);
    case EventType::DeadlineReminder:
        return Toaster::tr("Deadlines: %1").arg(count);
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return Toaster::tr("Notifications: %1").arg(count);
}

QList<EventId> idsOf(const QList<StoredEvent> &events)
{
    QList<EventId> ids;
    ids.reserve(events.size());
    for (const StoredEvent &event : events)
        ids.append(event.event.id);
    return ids;
}

} // namespace

int Toaster::Held::total() const
{
    return std::accumulate(counts.cbegin(), counts.cend(), 0);
}

void Toaster::Held::clear()
{
    events.clear();
    counts.clear();
    urgency = Notification::Urgency::Low;
    patience = {};
    lull = {};
    timer.stop();
}

Toaster::Toaster(Notifier &notifier, const ToastTiming &timing, Clock now, QObject *parent)
    : QObject(parent)
    , m_notifier(notifier)
    , m_timing(timing)
    , m_now(std::move(now))
{
    m_burst.timer.setSingleShot(true);
    m_catchUp.timer.setSingleShot(true);
    m_pauseTimer.setSingleShot(true);
    connect(&m_burst.timer, &QTimer::timeout, this, &Toaster::showBurst);
    connect(&m_catchUp.timer, &QTimer::timeout, this, &Toaster::showCatchUp);
    connect(&m_pauseTimer, &QTimer::timeout, this, &Toaster::resume);
}

void Toaster::setReader(const UserId &reader)
{
    m_reader = reader;
    m_burst.clear();
    m_catchUp.clear();
    m_recent.clear();
}

void Toaster::setWebAddress(const QUrl &address)
{
    m_webAddress = address;
}

void Toaster::setPreferences(const ToastPreferences &preferences)
{
    m_preferences = preferences;
}

bool Toaster::isWanted(const Event &event) const
{
    const EventType type = event.type();
    if (type == EventType::Unknown || type == EventType::Gap)
        return false;
    if (m_preferences.silentTypes.contains(type) || isQuietFor(type))
        return false;
    return m_preferences.aboutOthers || concerns(detailsOf(event), m_reader);
}

bool Toaster::isQuietFor(EventType type) const
{
    if (type == EventType::DeadlineReminder && m_preferences.deadlinesBreakThrough)
        return false;
    return pausedUntil() || m_preferences.isQuietAt(m_now().toLocalTime().time());
}

void Toaster::toast(const QList<StoredEvent> &events)
{
    QList<StoredEvent> live;
    QList<EventId> silent;
    for (const StoredEvent &event : events) {
        if (event.read || !isWanted(event.event))
            silent.append(event.event.id);
        else if (event.via == Via::Live)
            live.append(event);
        else
            hold(m_catchUp, event, m_timing.catchUpQuiet);
    }
    toastLive(live);
    if (!silent.isEmpty())
        emit settled(silent);
}

void Toaster::toastBacklog(const QList<StoredEvent> &events)
{
    QList<StoredEvent> backlog = events;
    for (StoredEvent &event : backlog)
        event.via = Via::Replay;
    toast(backlog);
}

void Toaster::remind(const QList<StoredEvent> &events)
{
    QList<StoredEvent> wanted;
    QList<EventId> silent;
    for (const StoredEvent &event : events) {
        if (isWanted(event.event))
            wanted.append(event);
        else
            silent.append(event.event.id);
    }
    toastLive(wanted);
    if (!silent.isEmpty())
        emit settled(silent);
}

// One event alone is shown at once. The fourth of a burst takes the three before it along.
void Toaster::toastLive(const QList<StoredEvent> &events)
{
    if (events.isEmpty())
        return;
    m_recent.removeIf([](const Single &single) { return single.recent.hasExpired(); });
    if (!m_burst.isOpen() && m_recent.size() + events.size() < burstSize) {
        for (const StoredEvent &event : events) {
            showSingle(event);
            m_recent.append({event, QDeadlineTimer(m_timing.burst)});
        }
        return;
    }
    if (!m_burst.isOpen()) {
        m_burst.clear();
        for (const Single &single : std::as_const(m_recent))
            hold(m_burst, single.event, m_timing.burst);
    }
    for (const StoredEvent &event : events)
        hold(m_burst, event, m_timing.burst);
}

void Toaster::hold(Held &held, const StoredEvent &event, std::chrono::milliseconds quiet)
{
    if (!held.isOpen())
        held.clear();
    if (!held.timer.isActive())
        held.patience = QDeadlineTimer(m_timing.patience);
    ++held.counts[event.event.type()];
    held.urgency = qMax(held.urgency, urgencyOf(event.event, m_now()));
    if (held.events.size() < maxHeld)
        held.events.append(event);
    else
        emit settled({event.event.id});
    held.timer.start(qMin(quiet, std::chrono::ceil<std::chrono::milliseconds>(
                                     held.patience.remainingTimeAsDuration())));
}

void Toaster::showSingle(const StoredEvent &event)
{
    const EventDetails details = detailsOf(event.event);
    const EventText text = EventWords(m_reader).of(event.event, m_now());
    Notification notification;
    notification.title = text.title;
    notification.body = text.line;
    notification.urgency = urgencyOf(event.event, m_now());
    notification.category = categoryOf(event.event.type());
    if (event.event.type() != EventType::NotificationNew)
        notification.group = details.timesheetId;
    notification.image = eventImage(event.event.type());
    notification.events = {event.event.id};
    notification.hasWebPage = webPageOf(event.event, m_webAddress).has_value();
    notification.canRemind = event.event.type() == EventType::DeadlineReminder;
    notification.hasSound = m_preferences.sounds;
    m_notifier.show(notification);
}

void Toaster::showBurst()
{
    QList<StoredEvent> singles;
    for (const Single &single : std::exchange(m_recent, {}))
        singles.append(single.event);
    m_notifier.close(idsOf(singles));
    m_burst.lull = QDeadlineTimer(m_timing.burst);
    showCommon(m_burst, u"burst"_s, tr("%n timesheet events", nullptr, m_burst.total()));
}

void Toaster::showCatchUp()
{
    m_catchUp.lull = QDeadlineTimer(m_timing.burst);
    showCommon(m_catchUp, u"catch-up"_s,
               tr("While you were away: %n events", nullptr, m_catchUp.total()));
}

void Toaster::showCommon(Held &held, const QString &group, const QString &title)
{
    if (held.events.isEmpty())
        return;
    if (held.total() == 1) {
        showSingle(held.events.constFirst());
        held.clear();
        return;
    }
    QStringList parts;
    for (auto it = held.counts.cbegin(); it != held.counts.cend(); ++it)
        parts << countOf(it.key(), it.value());
    Notification notification;
    notification.title = title;
    notification.body = parts.join(tr(", ", "between the parts of a line"));
    notification.urgency = held.urgency;
    notification.category = categoryOf(EventType::NotificationNew);
    notification.group = group;
    notification.image = eventImage(EventType::NotificationNew);
    notification.events = idsOf(held.events);
    notification.hasSound = m_preferences.sounds;
    qCInfo(toastsLog) << "one toast for" << held.total() << "events";
    m_notifier.show(notification);
}

QSet<EventId> Toaster::underWay() const
{
    QSet<EventId> ids;
    for (const Held *held : {&m_burst, &m_catchUp}) {
        if (!held->timer.isActive())
            continue; // these were shown
        for (const StoredEvent &event : held->events)
            ids.insert(event.event.id);
    }
    return ids;
}

void Toaster::drop(const QList<EventId> &events)
{
    const QSet<EventId> ids(events.cbegin(), events.cend());
    for (Held *held : {&m_burst, &m_catchUp}) {
        held->events.removeIf([&](const StoredEvent &event) {
            if (!ids.contains(event.event.id))
                return false;
            if (--held->counts[event.event.type()] <= 0)
                held->counts.remove(event.event.type());
            return true;
        });
    }
    m_recent.removeIf([&](const Single &single) { return ids.contains(single.event.event.id); });
}

void Toaster::setRead(const QList<EventId> &events, bool read)
{
    if (!read)
        return;
    drop(events);
    m_notifier.close(events);
    emit settled(events);
}

std::optional<QDateTime> Toaster::pausedUntil() const
{
    // By the wall clock: timers stand still while the machine sleeps.
    return m_pausedUntil && *m_pausedUntil > m_now() ? m_pausedUntil : std::nullopt;
}

void Toaster::pauseUntil(const QDateTime &until)
{
    m_pausedUntil = until;
    m_pauseTimer.start(std::chrono::milliseconds(qMax<qint64>(0, m_now().msecsTo(until))));
    emit pauseChanged(m_pausedUntil);
}

void Toaster::resume()
{
    m_pausedUntil.reset();
    m_pauseTimer.stop();
    emit pauseChanged(std::nullopt);
}

} // namespace timesheet
