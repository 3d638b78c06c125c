#pragma once

#include <QString>

#include <array>
#include <cstddef>

namespace timesheet {

/// What an event is about. The types of servers stand first, in the order of resources/protocol,
/// section 1.3. Gap stands for events that could not be recovered: such an entry is made here and
/// never comes from a server. Unknown, the last, stands for every name that this version does not
/// know.
enum class EventType {
    TimesheetApproved,
    TimesheetRejected,
    TimesheetAnnotated,
    DeadlineReminder,
    NotificationNew,
    Gap,
    Unknown,
};

/// The filters of the events window, in their order there. Each event is in All, in one of those by
/// type (System: notifications and unknown types), and in Unread while it is unread.
enum class EventFilter {
    All,
    Unread,
    Approvals,
    Rejections,
    Notes,
    Deadlines,
    System, ///< the last
};

/// The first `count` values of an enumeration.
template <class Enum, std::size_t count>
constexpr std::array<Enum, count> firstValues()
{
    std::array<Enum, count> values{};
    for (std::size_t index = 0; index < count; ++index)
        values[index] = static_cast<Enum>(index);
    return values;
}

/// The types of servers that this version knows.
inline constexpr auto knownEventTypes =
    firstValues<EventType, static_cast<std::size_t>(EventType::Gap)>();
static_assert(static_cast<std::size_t>(EventType::Unknown) == knownEventTypes.size() + 1,
              "a new type of servers stands before Gap");

inline constexpr auto eventFilters =
    firstValues<EventFilter, static_cast<std::size_t>(EventFilter::System) + 1>();

/// The name on the wire, for example "timesheet:approved"; "timesheet-tray:gap" for Gap. Empty for
/// Unknown.
QString eventTypeName(EventType type);

/// The type that a name stands for; Unknown where it stands for none. Of an event ask
/// Event::type(): not everything that is called a gap is one.
EventType eventTypeFromName(QStringView name);

/// "all", "unread", "approvals", "rejections", "notes", "deadlines", "system". The cache has them
/// as the names of its categories.
QString eventFilterName(EventFilter filter);

/// The filter besides All and Unread that shows the events of a type.
EventFilter filterOf(EventType type);

/// Whether an event of this type ends the reminders of what was due about its timesheet before.
bool endsReminders(EventType type);

} // namespace timesheet
