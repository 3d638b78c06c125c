#include "feed/event_feed.h"

#include "feed/feed_log.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// The most events of one transaction: it must end within a frame.
constexpr qsizetype largestBatch = 100;
/// With so many waiting no more should come, until so few are left.
constexpr qsizetype manyPending = 2000;
constexpr qsizetype fewPending = 500;
/// The most events that wait all the same, from a source that goes on.
constexpr qsizetype mostPending = 20000;
/// The most events that are toasted afterwards; older ones are told by the unread count in the
/// badge.
constexpr qsizetype mostAwaiting = 500;

/// Old events are looked for this often, and deleted so many in each turn.
constexpr auto pruneInterval = 24h;
constexpr qsizetype mostPruned = 50;

/// While everything is here, the cache notes this often up to when. After a crash a gap seems to
/// begin at the last note.
constexpr auto syncNoteInterval = 1min;

/// Gaps that are no further apart are one: a server that cuts us off again and again must not fill
/// the list with them.
constexpr std::chrono::milliseconds gapsTouchWithin = 2min;

constexpr auto firstRetryPause = 1s;
constexpr auto longestRetryPause = 30s;

} // namespace

EventFeed::EventFeed(EventStore &store, Clock now, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_now(std::move(now))
    , m_retryPause(firstRetryPause)
{
    m_commitTimer.setSingleShot(true);
    m_readTimer.setSingleShot(true);
    connect(&m_commitTimer, &QTimer::timeout, this, &EventFeed::commitSome);
    connect(&m_readTimer, &QTimer::timeout, this, &EventFeed::continueReading);
    m_pruneTimer.setSingleShot(true);
    m_pruneTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_pruneTimer, &QTimer::timeout, this, &EventFeed::prune);
    m_damageTimer.setSingleShot(true);
    connect(&m_damageTimer, &QTimer::timeout, this, &EventFeed::beginAnew);
    // In a turn of its own: a call of the store is under way.
    m_store.onDamage([this] {
        if (m_damageTimer.isActive())
            return;
        if (m_hasBegunAnew)
            retryLater(m_damageTimer); // that did not help
        else
            m_damageTimer.start(0ms);
    });
    if (const auto counts = m_store.counts())
        m_counts = *counts;
}

EventFeed::~EventFeed()
{
    m_store.onDamage({});
}

std::optional<Cursor> EventFeed::cursor() const
{
    return m_store.cursor().value_or(std::nullopt);
}

QList<StoredEvent> EventFeed::newest(int count) const
{
    QList<StoredEvent> events;
    for (const ListedEvent &listed : m_store.newest(count).value_or(QList<ListedEvent>()))
        events.append(listed.stored);
    return events;
}

std::optional<StoredEvent> EventFeed::find(const EventId &id) const
{
    const auto found = m_store.find(id);
    if (!found || !*found)
        return std::nullopt;
    return (*found)->stored;
}

QList<StoredEvent> EventFeed::awaitingToast() const
{
    return m_store.awaitingToast(mostAwaiting).value_or(QList<StoredEvent>());
}

QList<EventId> EventFeed::marksToReport(qsizetype limit) const
{
    return m_store.marksToReport(limit).value_or(QList<EventId>());
}

void EventFeed::flush()
{
    while (!m_pending.isEmpty() && commitBatch()) {
    }
    noteWaiting();
}

void EventFeed::receive(const ReceivedEvent &event)
{
    enqueue({event, event.event.cursor});
}

void EventFeed::advance(const Cursor &cursor)
{
    enqueue({std::nullopt, cursor});
}

void EventFeed::setInSync(bool inSync)
{
    if (!m_inSync && !inSync)
        return;
    m_inSync = inSync;
    m_sinceSyncNoted.invalidate();
    keepSync();
}

void EventFeed::noteSynced(const QDateTime &through)
{
    if (!m_hasDropped && !m_cursorIsHeld)
        m_syncedThrough = through;
}

void EventFeed::addGap(const TenantId &tenant, const QDateTime &until)
{
    const auto from = m_store.syncedAt().value_or(std::nullopt);
    if (!from)
        return;
    Gap gap{*from, std::max(*from, until)};
    m_gapHasGrown = m_lastGap && gap.from <= m_lastGap->to.addMSecs(gapsTouchWithin.count());
    if (m_gapHasGrown)
        gap.from = m_lastGap->from;
    m_lastGap = gap;
    enqueue({ReceivedEvent{gapEvent(gap, tenant), Via::Local}, std::nullopt});
}

bool EventFeed::syncNoteIsDue() const
{
    const auto interval = std::chrono::milliseconds(syncNoteInterval).count();
    return !m_sinceSyncNoted.isValid() || m_sinceSyncNoted.hasExpired(interval);
}

/// Keeps up to when everything is here. Not while something waits to be committed: it would be lost
/// if this process ended.
void EventFeed::keepSync()
{
    if (!m_pending.isEmpty() || !m_syncedThrough.isValid())
        return;
    if (const auto noted = m_store.markSynced(m_syncedThrough); !noted)
        qCWarning(feedLog) << "the time was not kept:" << noted.error().detail;
    m_sinceSyncNoted.start();
}

void EventFeed::enqueue(Arrived arrived)
{
    if (m_hasDropped || m_pending.size() >= mostPending) {
        m_syncedThrough = {};
        if (!std::exchange(m_hasDropped, true))
            qCWarning(feedLog) << "too much waits for the cache; what comes now is left to the "
                                  "server until the cache works again";
        return;
    }
    m_pending.append(std::move(arrived));
    if (!m_commitTimer.isActive())
        m_commitTimer.start(0ms);
    noteWaiting();
}

void EventFeed::noteWaiting()
{
    const bool keepsUp = m_pending.size() < (m_keepsUp ? manyPending : fewPending);
    if (std::exchange(m_keepsUp, keepsUp) != keepsUp)
        emit keepsUpChanged(keepsUp);
}

void EventFeed::commitSome()
{
    if (m_pending.isEmpty() && !m_cursorIsHeld)
        return; // flush() was quicker
    if (commitBatch() && !m_pending.isEmpty())
        m_commitTimer.start(0ms);
    noteWaiting();
}

/// False where it failed; then it is tried again later.
bool EventFeed::commitBatch()
{
    const qsizetype size = std::min(m_pending.size(), largestBatch);
    QList<ReceivedEvent> events;
    std::optional<Cursor> cursor;
    for (const Arrived &arrived : std::as_const(m_pending).first(size)) {
        if (arrived.event && !isTooOld(*arrived.event))
            events.append(*arrived.event);
        if (arrived.cursor && !m_cursorIsHeld)
            cursor = arrived.cursor;
    }
    const auto fresh = m_store.commit(events, cursor, m_now());
    if (!fresh) {
        retryLater(m_commitTimer);
        noteFailure(fresh.error());
        return false;
    }
    m_pending.remove(0, size);
    noteSuccess();
    if (std::exchange(m_gapHasGrown, false))
        emit forgotten();
    if (m_pending.isEmpty() && (m_hasDropped || m_cursorIsHeld)) {
        m_hasDropped = m_cursorIsHeld = false;
        emit refetchNeeded();
    } else if (m_inSync && syncNoteIsDue())
        keepSync();
    if (fresh->isEmpty())
        return true;

    QList<StoredEvent> stored;
    for (const ListedEvent &event : *fresh)
        stored.append(event.stored);
    emit listed(*fresh);
    refreshCounts();
    emit committed(stored);
    return true;
}

/// Whether it would be deleted as soon as it was stored. A server without cursors tells it again at
/// each start, and it would be news each time. What comes live comes once.
bool EventFeed::isTooOld(const ReceivedEvent &received) const
{
    const bool isAfterwards = received.via == Via::Replay || received.via == Via::Poll;
    return isAfterwards && m_keptFor &&
           received.event.timestamp < m_now().addDays(-m_keptFor->count());
}

void EventFeed::retryLater(QTimer &timer)
{
    timer.start(m_retryPause);
    m_retryPause = std::min<std::chrono::milliseconds>(2 * m_retryPause, longestRetryPause);
}

void EventFeed::noteFailure(const StoreError &error)
{
    if (error.kind == StoreError::Kind::Damaged)
        return; // beginAnew() is on its way
    if (std::exchange(m_isFailing, true))
        return;
    qCWarning(feedLog) << "the cache cannot be written:" << error.detail;
    emit storeFailed(error);
}

/// Sets a damaged cache aside. What was in it is fetched anew, as far as the server keeps it: no
/// cursor leads past that.
void EventFeed::beginAnew()
{
    const auto aside = m_store.beginAnew();
    if (!aside) {
        retryLater(m_damageTimer);
        noteFailure(aside.error());
        return;
    }
    m_hasBegunAnew = true;
    emit setAside(*aside);
    m_readings.clear(); // arrivals are counted anew
    refreshCounts();
    emit forgotten();
    m_cursorIsHeld = true;
    m_syncedThrough = {};
    m_commitTimer.start(0ms);
}

/// The cache works again when all that waited for it is done.
void EventFeed::noteSuccess()
{
    m_retryPause = firstRetryPause;
    m_hasBegunAnew = false;
    if (m_pending.isEmpty() && m_readings.isEmpty())
        m_isFailing = false;
}

void EventFeed::keepFor(const std::optional<std::chrono::days> &age)
{
    m_keptFor = age;
    if (age)
        m_pruneTimer.start(0ms);
    else
        m_pruneTimer.stop();
}

/// Deletes some, and the rest in later turns.
void EventFeed::prune()
{
    const QDateTime before = m_now().addDays(-m_keptFor->count());
    const auto pruned = m_store.prune(before, mostPruned);
    if (!pruned)
        qCWarning(feedLog) << "old events were not deleted:" << pruned.error().detail;
    const int count = pruned.value_or(0);
    m_hasPruned = m_hasPruned || count > 0;
    if (count == mostPruned) {
        m_pruneTimer.start(0ms);
        return;
    }
    m_pruneTimer.start(pruneInterval);
    if (std::exchange(m_hasPruned, false)) {
        refreshCounts();
        emit forgotten();
    }
}

void EventFeed::forget()
{
    m_pending.clear();
    m_readings.clear();
    m_lastGap.reset();
    m_syncedThrough = {};
    noteWaiting();
    if (const auto erased = m_store.erase(); !erased)
        qCWarning(feedLog) << "the events were not all forgotten:" << erased.error().detail;
    refreshCounts();
    emit forgotten();
}

void EventFeed::refreshCounts()
{
    const auto counts = m_store.counts();
    if (!counts || *counts == m_counts)
        return;
    const int unread = unreadCount();
    m_counts = *counts;
    if (unreadCount() != unread)
        emit unreadChanged(unreadCount());
    emit countsChanged();
}

} // namespace timesheet
