#pragma once

#include "connection/backoff.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "domain/time_source.h"

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet {

/// Says how long to wait before the next attempt at the socket: after this loss, when all attempts
/// are used up, when HTTP answers again. Never shorter than the server wants to be left alone.
class Comeback
{
public:
    Comeback(const ConnectionTiming &timing, TimeSource &time, RandomSource random);

    /// The pause after a loss; nothing where all attempts are used up.
    std::optional<std::chrono::milliseconds> after(const Loss &loss);
    /// The pause where they are used up.
    std::chrono::milliseconds slowly();
    /// The pause where there is a reason to believe that the server is back.
    std::chrono::milliseconds soon();

    /// The server has accepted us. Attempts are counted anew only when that has lasted: a server
    /// may accept everybody and cut them off at once.
    void noteAccepted();
    /// The connection has ended, accepted or not.
    void noteEnd() { m_untilSteady->stop(); }
    /// Nothing that was counts any more: another token, another user.
    void reset();

    int attempt() const { return m_backoff.attempt(); }
    int maxAttempts() const { return m_backoff.maxAttempts(); }

private:
    std::chrono::milliseconds least() const;

    std::chrono::milliseconds m_afterGoodbye;
    std::chrono::milliseconds m_afterRateLimit;
    std::chrono::milliseconds m_slowRetry;
    std::chrono::milliseconds m_steady;
    TimeSource &m_time;
    RandomSource m_random;
    Backoff m_backoff;
    std::unique_ptr<Timer> m_untilSteady;
    std::chrono::steady_clock::time_point m_notBefore;
};

} // namespace timesheet
