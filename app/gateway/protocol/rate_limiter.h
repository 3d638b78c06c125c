#pragma once

#include <chrono>

namespace timesheet::gateway {

/// The most messages, counted in frames, that one connection may send in a minute.
inline constexpr int messagesPerMinute = 100;

/// Counts one connection's messages: a bucket of messagesPerMinute tokens that fills evenly.
class RateLimiter
{
public:
    using SteadyClock = std::chrono::steady_clock;

    explicit RateLimiter(SteadyClock::time_point now);

    /// Takes a token if there is one.
    [[nodiscard]] bool take(SteadyClock::time_point now);

    /// How long until take() succeeds; zero where it would at once.
    SteadyClock::duration untilNext(SteadyClock::time_point now) const;

private:
    // The bucket as one instant: the time at which it will be full again.
    SteadyClock::time_point m_fullAt;
};

} // namespace timesheet::gateway
