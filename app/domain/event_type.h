#pragma once

#include <QString>

#include <array>

namespace timesheet {

/// What an event is about. Unknown stands for every name that this version does not know.
enum class EventType {
    TimesheetApproved,
    TimesheetRejected,
    TimesheetAnnotated,
    DeadlineReminder,
    NotificationNew,
    Unknown,
};

/// The types that this version knows, in the order in which the protocol lists them.
inline constexpr std::array knownEventTypes{
    EventType::TimesheetApproved, EventType::TimesheetRejected, EventType::TimesheetAnnotated,
    EventType::DeadlineReminder,  EventType::NotificationNew,
};

/// The name on the wire, for example "timesheet:approved". Empty for Unknown.
QString eventTypeName(EventType type);

/// The type that a name on the wire stands for; Unknown where it stands for none.
EventType eventTypeFromName(QStringView name);

} // namespace timesheet
