#include "connection/comeback.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

Comeback::Comeback(const ConnectionTiming &timing, TimeSource &time, RandomSource random)
    : m_afterGoodbye(timing.afterGoodbye)
    , m_afterRateLimit(timing.afterRateLimit)
    , m_slowRetry(timing.slowRetry)
    , m_steady(timing.steady)
    , m_time(time)
    , m_random(std::move(random))
    , m_backoff(timing.backoff, m_random)
    , m_untilSteady(time.timer([this] { m_backoff.reset(); }))
    , m_notBefore(time.now())
{
}

std::optional<std::chrono::milliseconds> Comeback::after(const Loss &loss)
{
    const auto asked = loss.cause == Loss::Cause::RateLimited ? m_afterRateLimit : loss.retryAfter;
    m_notBefore = std::max(m_notBefore, m_time.now() + asked);
    const bool isFirst = m_backoff.attempt() == 0;
    const auto pause = m_backoff.next(least());
    if (pause && isFirst && loss.cause == Loss::Cause::Goodbye)
        return soon();
    return pause;
}

std::chrono::milliseconds Comeback::slowly()
{
    return std::max(jittered(m_slowRetry, m_random), least());
}

std::chrono::milliseconds Comeback::soon()
{
    return least() + drawn(m_afterGoodbye, m_random);
}

void Comeback::noteAccepted()
{
    m_notBefore = m_time.now();
    m_untilSteady->start(m_steady);
}

void Comeback::reset()
{
    m_backoff.reset();
    m_notBefore = m_time.now();
}

/// For how long the server still wants to be left alone.
std::chrono::milliseconds Comeback::least() const
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_notBefore - m_time.now());
    return std::max(left, 0ms);
}

} // namespace timesheet
