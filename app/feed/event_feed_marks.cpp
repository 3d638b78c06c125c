// What the feed does with marks: read here, read on another device, shown as a toast.

#include "feed/event_feed.h"
#include "feed/feed_log.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// The most events that are marked as read in one turn.
constexpr qsizetype mostMarks = 200;

} // namespace

void EventFeed::markRead(const QList<EventId> &ids)
{
    const auto changed = m_store.markRead(ids, Mark::ReadHere);
    if (!changed) {
        qCWarning(feedLog) << "the mark was not kept:" << changed.error().detail;
        return;
    }
    tellRead(*changed, true);
    if (!changed->isEmpty())
        emit marksDue();
}

void EventFeed::markUnread(const EventId &id)
{
    if (const auto changed = m_store.markRead({id}, Mark::Unread))
        tellRead(*changed, false);
}

void EventFeed::markAllRead()
{
    const auto last = m_store.lastArrival();
    if (!last)
        noteFailure(last.error());
    else if (*last)
        beginReading(**last, Mark::ReadHere);
}

void EventFeed::applyReadMark(const QList<EventId> &ids, const std::optional<Cursor> &through)
{
    flush(); // the mark may be of events that came in this very turn
    if (!ids.isEmpty()) {
        if (const auto changed = m_store.markRead(ids, Mark::Read))
            tellRead(*changed, true);
        else
            qCWarning(feedLog) << "the mark was not kept:" << changed.error().detail;
    }
    if (!through)
        return;
    const auto last = m_store.arrivalOf(*through);
    if (!last)
        qCWarning(feedLog) << "the marks were not kept:" << last.error().detail;
    else if (*last)
        beginReading(**last, Mark::Read);
}

/// Marks as read what arrived up to `last`, besides what is being marked already.
void EventFeed::beginReading(Arrival last, Mark mark)
{
    const bool isFirst = m_readings.isEmpty();
    m_readings[mark] = std::max(m_readings.value(mark, last), last);
    if (isFirst)
        continueReading();
}

/// Marks some, and the rest in later turns: many events must not stop the event loop.
void EventFeed::continueReading()
{
    if (m_readings.isEmpty())
        return; // they were dropped meanwhile
    const Mark mark = m_readings.firstKey();
    const auto changed = m_store.markReadThrough(m_readings.first(), mostMarks, mark);
    if (!changed) {
        retryLater(m_readTimer);
        noteFailure(changed.error());
        return;
    }
    if (changed->size() < mostMarks)
        m_readings.remove(mark);
    if (!m_readings.isEmpty())
        m_readTimer.start(0ms);
    noteSuccess();
    tellRead(*changed, true);
    if (mark == Mark::ReadHere && !changed->isEmpty())
        emit marksDue();
}

void EventFeed::tellRead(const QList<EventId> &ids, bool read)
{
    if (ids.isEmpty())
        return;
    emit readChanged(ids, read);
    refreshCounts();
}

void EventFeed::markToasted(const QList<EventId> &ids)
{
    if (const auto marked = m_store.markToasted(ids, m_now()); !marked)
        qCWarning(feedLog) << "the toast's mark was not kept:" << marked.error().detail;
}

void EventFeed::noteMarksReported(const QList<EventId> &ids)
{
    if (const auto forgotten = m_store.forgetMarksToReport(ids); !forgotten) {
        // Not at once: while the disk is full that would be a request after the other.
        qCWarning(feedLog) << "the marks will be reported again:" << forgotten.error().detail;
        return;
    }
    if (!marksToReport(1).isEmpty())
        emit marksDue();
}

} // namespace timesheet
