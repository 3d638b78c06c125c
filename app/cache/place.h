#pragma once

#include <QtGlobal>

#include <limits>

namespace timesheet {

/// Where an event stands in the list: greater is newer. Made of its timestamp and, among events of
/// the same millisecond, the order of arrival; it never changes and no two events share one.
enum class Place : qint64 {};

inline constexpr Place lowestPlace{std::numeric_limits<qint64>::min()};
inline constexpr Place highestPlace{std::numeric_limits<qint64>::max()};

/// The events from one place up to another, which is not in the range.
struct PlaceRange {
    Place from = lowestPlace;
    Place below = highestPlace;
};

/// When an event arrived, counted in events.
enum class Arrival : qint64 {};

} // namespace timesheet
