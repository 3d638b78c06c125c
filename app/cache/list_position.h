#pragma once

#include <QDateTime>
#include <QHashFunctions>
#include <QTimeZone>

#include <limits>

namespace timesheet {

/// Where an event stands in the list: greater is newer. Made of its timestamp and, among events of
/// the same millisecond, the order of arrival; it never changes and no two events share one. The
/// schema calls it `place`.
enum class ListPosition : qint64 {};

inline size_t qHash(ListPosition position, size_t seed = 0)
{
    return ::qHash(static_cast<qint64>(position), seed);
}

/// How many positions a millisecond has; further events of it take those of the next ones.
inline constexpr qint64 positionsPerMillisecond = qint64{1} << 15;

inline constexpr ListPosition lowestPosition{std::numeric_limits<qint64>::min()};
inline constexpr ListPosition highestPosition{std::numeric_limits<qint64>::max()};

/// When the event there happened, UTC; a moment later where very many happened in that one.
inline QDateTime instantOf(ListPosition position)
{
    const auto number = static_cast<qint64>(position);
    const qint64 beforeEpoch = number % positionsPerMillisecond < 0 ? 1 : 0;
    return QDateTime::fromMSecsSinceEpoch(number / positionsPerMillisecond - beforeEpoch,
                                          QTimeZone::utc())
        .toUTC();
}

/// The events from one position up to another, which is not in the range.
struct PositionRange {
    ListPosition from = lowestPosition;
    ListPosition below = highestPosition;
};

/// The number of an event in the order in which they arrived.
enum class Arrival : qint64 {};

} // namespace timesheet
