#include "connection/supabase_backend/catch_up.h"

#include <utility>

namespace timesheet {

CatchUp::CatchUp(Backend &backend, std::optional<Cursor> after, const ConnectionTiming &timing,
                 TimeSource &time, Clock now, RandomSource random, QObject *parent)
    : QObject(parent)
    , m_cursor(std::move(after))
    , m_again(timing.catchUpAgain)
    , m_gathering(timing.hintsGathered)
    , m_interval(timing.catchUpInterval)
    , m_time(time)
    , m_random(std::move(random))
    , m_poller(backend, timing, time, std::move(now), m_random)
    , m_backoff(timing.backoff, m_random)
    , m_next(time.timer([this] { askSlowly(); }))
    , m_gather(time.timer([this] { ask(); }))
{
    connect(&m_poller, &Poller::eventReceived, this, &CatchUp::eventReceived);
    connect(&m_poller, &Poller::dropped, this, &CatchUp::dropped);
    connect(&m_poller, &Poller::gapFound, this, &CatchUp::gapFound);
    connect(&m_poller, &Poller::cursorAdvanced, this, &CatchUp::advance);
    connect(&m_poller, &Poller::answered, this, [this] {
        m_hasAnswer = true;
        m_backoff.reset();
        emit answered();
    });
    connect(&m_poller, &Poller::caughtUp, this, &CatchUp::finish);
    connect(&m_poller, &Poller::gaveUp, this, &CatchUp::tryAgain);
}

void CatchUp::start()
{
    m_isResting = false;
    noteSubscribed();
}

void CatchUp::noteSubscribed()
{
    if (m_isResting)
        return;
    m_next->start(jittered(m_again, m_random));
    hint();
}

void CatchUp::hint()
{
    if (m_isAsking)
        m_isHinted = true;
    else if (!m_isResting && !m_gather->isActive())
        askGathered();
}

void CatchUp::restart()
{
    m_isResting = false;
    if (!m_next->isActive())
        m_next->start(jittered(m_interval, m_random));
    ask();
}

void CatchUp::stop()
{
    m_isAsking = false;
    m_isHinted = false;
    m_next->stop();
    m_gather->stop();
    m_poller.stop();
}

void CatchUp::ask()
{
    m_isAsking = true;
    m_isHinted = false;
    m_gather->stop();
    m_poller.catchUp(m_cursor);
}

/// Whether hints come is not known: without one, too.
void CatchUp::askSlowly()
{
    m_isResting = false;
    m_next->start(jittered(m_interval, m_random));
    hint();
}

void CatchUp::advance(const Cursor &cursor)
{
    // Behind a place that has moved, the poller asks for another page: that comes after the hint.
    if (m_cursor)
        m_isHinted = false;
    m_cursor = cursor;
}

void CatchUp::finish()
{
    m_isAsking = false;
    m_gatherUntil = m_time.now() + jittered(m_gathering, m_random);
    if (std::exchange(m_isHinted, false))
        askGathered();
    emit caughtUp();
}

/// Many events that come one after the other are not asked for one by one.
void CatchUp::askGathered()
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_gatherUntil - m_time.now());
    if (left.count() > 0)
        m_gather->start(left);
    else
        ask();
}

void CatchUp::tryAgain(const RequestFailure &failure)
{
    using Cause = RequestFailure::Cause;
    m_isAsking = false;
    m_isHinted = false;
    const bool isWorthIt = failure.cause == Cause::Busy || failure.cause == Cause::Failed;
    const auto pause = isWorthIt && m_hasAnswer ? m_backoff.next(failure.retryAfter) : std::nullopt;
    if (!pause) {
        stop();
        emit failed(failure);
        return;
    }
    m_isResting = true;
    m_next->start(*pause);
}

} // namespace timesheet
