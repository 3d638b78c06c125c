#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace timesheet {

/// A source of chance: numbers from 0 to below 1.
using RandomSource = std::function<double()>;

/// The system's own random source.
RandomSource systemRandom();

/// A pause drawn from 0 to `longest`: full jitter.
std::chrono::milliseconds drawn(std::chrono::milliseconds longest, const RandomSource &random);

/// `middle` plus or minus up to a quarter.
std::chrono::milliseconds jittered(std::chrono::milliseconds middle, const RandomSource &random);

/// Says how long to wait before the next attempt: exponential backoff with full jitter, as a row
/// of longest pauses.
class Backoff
{
public:
    Backoff(std::vector<std::chrono::milliseconds> longestPauses, RandomSource random);

    /// The pause before the next attempt, at least `least`; nothing when all are used up.
    std::optional<std::chrono::milliseconds>
    next(std::chrono::milliseconds least = std::chrono::milliseconds(0));

    void reset() { m_attempt = 0; }

    /// The number of the attempt that the last next() was for: 1 to maxAttempts(), 0 before.
    int attempt() const { return m_attempt; }
    int maxAttempts() const { return static_cast<int>(m_longestPauses.size()); }

private:
    std::vector<std::chrono::milliseconds> m_longestPauses;
    RandomSource m_random;
    int m_attempt = 0;
};

} // namespace timesheet
