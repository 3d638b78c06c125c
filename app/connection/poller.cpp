#include "connection/poller.h"

#include "connection/connection_log.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// A held request that comes back empty sooner than this was not held at all.
constexpr auto shortestHold = 1s;
/// How often the pause doubles while the server says that it is busy.
constexpr int mostDoublings = 4;
/// How many pages in a row are asked for at once though they bring no news: what follows may be for
/// others. A server may go on so without end.
constexpr int mostIdlePages = 20;
/// Of how many events it is known that they are no news.
constexpr qsizetype mostKnown = 1000;

} // namespace

Poller::Poller(Backend &backend, const ConnectionTiming &timing, TimeSource &time, Clock now,
               RandomSource random, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_interval(timing.pollInterval)
    , m_time(time)
    , m_now(std::move(now))
    , m_random(std::move(random))
    , m_pause(time.timer([this] { fetch(); }))
{
}

void Poller::fetchGap(const std::optional<Cursor> &after)
{
    begin(Task::Gap, after);
}

void Poller::start(const std::optional<Cursor> &after)
{
    begin(Task::Polling, after);
}

void Poller::catchUp(const std::optional<Cursor> &after)
{
    begin(Task::CatchUp, after);
}

void Poller::stop()
{
    m_task = Task::None;
    m_asksToHold = false;
    m_isHeld = false;
    m_busyAnswers = 0;
    m_idlePages = 0;
    m_known.clear();
    m_isDue = false;
    m_pause->stop();
    m_request.reset();
}

void Poller::begin(Task task, const std::optional<Cursor> &after)
{
    stop();
    m_task = task;
    m_after = after;
    fetch();
}

void Poller::setReading(bool reading)
{
    m_isReading = reading;
    if (reading && m_isDue)
        fetch();
}

void Poller::fetch()
{
    m_isDue = !m_isReading;
    if (m_isDue)
        return;
    m_askedAt = m_time.now();
    m_asked = m_now();
    m_request = m_backend.fetchEvents(m_after, m_asksToHold ? Hold::UntilNews : Hold::No,
                                      [this](const EventsAnswer &answer) { finish(answer); });
}

void Poller::finish(const EventsAnswer &answer)
{
    m_request.reset();
    if (answer.serverTime)
        emit serverTimeRead(*answer.serverTime);
    if (answer.page)
        takePage(*answer.page);
    else
        takeFailure(answer.page.error());
}

void Poller::takeFailure(const RequestFailure &failure)
{
    if (m_task == Task::CatchUp) {
        stop();
        emit gaveUp(failure);
        return;
    }
    const bool isBusy = failure.cause == RequestFailure::Cause::Busy;
    m_busyAnswers = isBusy ? m_busyAnswers + 1 : 0;
    switch (failure.cause) {
    case RequestFailure::Cause::Unauthorized:
        // A gap is asked for beside the socket, on which the same token counts for something.
        if (m_task == Task::Gap) {
            tryAgain(failure.detail, failure.retryAfter);
            return;
        }
        stop();
        emit unauthorized(failure.detail);
        return;
    case RequestFailure::Cause::Unsupported:
        leaveGap(failure.detail);
        return;
    case RequestFailure::Cause::TooLarge:
        stepOver(failure.detail);
        return;
    case RequestFailure::Cause::Busy:
    case RequestFailure::Cause::Failed:
        tryAgain(failure.detail, failure.retryAfter);
        return;
    }
}

/// The server keeps no events, or does not give them out here.
void Poller::leaveGap(const QString &detail)
{
    if (m_task == Task::Polling) {
        tryAgain(detail, 0ms);
        return;
    }
    qCInfo(connectionLog) << "the server does not tell what was missed:" << detail;
    stop();
    emit gapFound(m_now());
    emit caughtUp(m_asked);
}

/// The next event cannot be read, and nothing says where the one behind it is: the newest can.
void Poller::stepOver(const QString &detail)
{
    if (std::exchange(m_after, std::nullopt))
        emit gapFound(m_now());
    tryAgain(detail, 0ms);
}

void Poller::takePage(const wire::DecodedPage &decoded)
{
    m_busyAnswers = 0;
    const wire::EventPage &page = decoded.page;
    for (const wire::DropReason reason : decoded.dropped)
        emit dropped(reason);
    const bool isLacking = decoded.dropped.contains(wire::DropReason::TooLarge);
    if (!page.complete || isLacking)
        emit gapFound(page.events.isEmpty() ? m_now() : page.events.constFirst().timestamp);
    for (const Event &event : page.events)
        emit eventReceived(event);
    if (m_task == Task::None)
        return; // stopped by who heard of them

    const bool moved = !page.cursor.isEmpty() && m_after != page.cursor;
    const bool more = moved && m_after && (!page.events.isEmpty() || m_task != Task::Polling);
    const bool tookLong = m_time.now() - m_askedAt >= shortestHold;
    m_idlePages = bringsNews(page.events) || tookLong ? 0 : m_idlePages + 1;
    const bool isIdle = m_idlePages > mostIdlePages;
    if (moved) {
        m_after = page.cursor;
        emit cursorAdvanced(page.cursor);
    }
    // The first answer says that the server is there, and must not be held for that.
    const bool isFirst = !m_asksToHold;
    m_isHeld = m_asksToHold && (tookLong || moved) && !isIdle;
    m_asksToHold = m_task == Task::Polling && m_after;
    emit answered();
    if (m_task == Task::None)
        return;
    if (more) {
        m_pause->start(isIdle ? jittered(m_interval, m_random) : 0ms);
        return;
    }
    const bool atOnce = m_isHeld || (isFirst && m_asksToHold);
    if (m_task == Task::Polling)
        m_pause->start(atOnce ? 0ms : jittered(m_interval, m_random));
    else
        stop();
    emit caughtUp(m_asked);
}

/// Whether one of them did not come lately.
bool Poller::bringsNews(const QList<Event> &events)
{
    bool isNews = false;
    for (const Event &event : events) {
        if (m_known.size() >= mostKnown)
            m_known.clear();
        const auto before = m_known.size();
        m_known.insert(event.id);
        isNews = isNews || m_known.size() > before;
    }
    return isNews;
}

void Poller::tryAgain(const QString &detail, std::chrono::milliseconds pause)
{
    qCInfo(connectionLog) << "polling failed:" << detail;
    m_asksToHold = false;
    m_isHeld = false;
    const auto interval = m_interval * (1 << std::min(m_busyAnswers, mostDoublings));
    m_pause->start(std::max(pause, jittered(interval, m_random)));
    emit failed(detail);
}

} // namespace timesheet
