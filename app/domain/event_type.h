#pragma once

#include <QString>

#include <array>

namespace timesheet {

/// What an event is about. Unknown stands for every name that this version does not know, Gap for
/// events that could not be recovered: such an entry is made here and never comes from a server.
enum class EventType {
    TimesheetApproved,
    TimesheetRejected,
    TimesheetAnnotated,
    DeadlineReminder,
    NotificationNew,
    Gap,
    Unknown,
};

/// The types of servers that this version knows, in the order of resources/protocol, section 1.3.
inline constexpr std::array knownEventTypes{
    EventType::TimesheetApproved, EventType::TimesheetRejected, EventType::TimesheetAnnotated,
    EventType::DeadlineReminder,  EventType::NotificationNew,
};

/// The name on the wire, for example "timesheet:approved"; "timesheet-tray:gap" for Gap. Empty for
/// Unknown.
QString eventTypeName(EventType type);

/// The type that a name stands for; Unknown where it stands for none.
EventType eventTypeFromName(QStringView name);

} // namespace timesheet
