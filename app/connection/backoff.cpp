#include "connection/backoff.h"

#include <QRandomGenerator>

#include <utility>

namespace timesheet {

namespace {

std::chrono::milliseconds scaled(std::chrono::milliseconds duration, double factor)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration * factor);
}

} // namespace

RandomSource systemRandom()
{
    return [] { return QRandomGenerator::system()->generateDouble(); };
}

std::chrono::milliseconds drawn(std::chrono::milliseconds longest, const RandomSource &random)
{
    return scaled(longest, random());
}

std::chrono::milliseconds jittered(std::chrono::milliseconds middle, const RandomSource &random)
{
    return scaled(middle, 0.75 + 0.5 * random());
}

Backoff::Backoff(std::vector<std::chrono::milliseconds> longestPauses, RandomSource random)
    : m_longestPauses(std::move(longestPauses))
    , m_random(std::move(random))
{
}

std::optional<std::chrono::milliseconds> Backoff::next(std::chrono::milliseconds least)
{
    if (m_attempt >= maxAttempts())
        return std::nullopt;
    const auto longest = m_longestPauses[static_cast<std::size_t>(m_attempt)];
    ++m_attempt;
    return least + drawn(longest, m_random);
}

} // namespace timesheet
