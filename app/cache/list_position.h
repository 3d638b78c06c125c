#pragma once

#include <QtGlobal>

#include <limits>

namespace timesheet {

/// Where an event stands in the list: greater is newer. Made of its timestamp and, among events of
/// the same millisecond, the order of arrival; it never changes and no two events share one. The
/// schema calls it `place`.
enum class ListPosition : qint64 {};

inline constexpr ListPosition lowestPosition{std::numeric_limits<qint64>::min()};
inline constexpr ListPosition highestPosition{std::numeric_limits<qint64>::max()};

/// The events from one position up to another, which is not in the range.
struct PositionRange {
    ListPosition from = lowestPosition;
    ListPosition below = highestPosition;
};

/// The number of an event in the order in which they arrived.
enum class Arrival : qint64 {};

} // namespace timesheet
