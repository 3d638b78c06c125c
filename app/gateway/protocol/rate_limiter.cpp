#include "gateway/protocol/rate_limiter.h"

#include <algorithm>

namespace timesheet::gateway {

namespace {

constexpr RateLimiter::SteadyClock::duration tokenInterval =
    std::chrono::duration_cast<RateLimiter::SteadyClock::duration>(std::chrono::minutes(1)) /
    messagesPerMinute;

/// How long before the bucket is full again there is a first token in it.
constexpr RateLimiter::SteadyClock::duration lastToken = tokenInterval * (messagesPerMinute - 1);

} // namespace

RateLimiter::RateLimiter(SteadyClock::time_point now)
    : m_fullAt(now)
{
}

bool RateLimiter::take(SteadyClock::time_point now)
{
    if (untilNext(now) > SteadyClock::duration::zero())
        return false;
    m_fullAt = std::max(m_fullAt, now) + tokenInterval;
    return true;
}

RateLimiter::SteadyClock::duration RateLimiter::untilNext(SteadyClock::time_point now) const
{
    return std::max(m_fullAt - lastToken - now, SteadyClock::duration::zero());
}

} // namespace timesheet::gateway
