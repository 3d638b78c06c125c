#include "gateway/protocol/rate_limiter.h"

#include <algorithm>

namespace timesheet::gateway {

namespace {

constexpr RateLimiter::Clock::duration tokenInterval =
    std::chrono::duration_cast<RateLimiter::Clock::duration>(std::chrono::minutes(1)) /
    messagesPerMinute;

/// How long before the bucket is full again there is a first token in it.
constexpr RateLimiter::Clock::duration lastToken = tokenInterval * (messagesPerMinute - 1);

} // namespace

RateLimiter::RateLimiter(Clock::time_point now)
    : m_fullAt(now)
{
}

bool RateLimiter::take(Clock::time_point now)
{
    if (untilNext(now) > Clock::duration::zero())
        return false;
    m_fullAt = std::max(m_fullAt, now) + tokenInterval;
    return true;
}

RateLimiter::Clock::duration RateLimiter::untilNext(Clock::time_point now) const
{
    return std::max(m_fullAt - lastToken - now, Clock::duration::zero());
}

} // namespace timesheet::gateway
