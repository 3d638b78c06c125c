#include "domain/event_type.h"

using namespace Qt::StringLiterals;

namespace timesheet {

QString eventTypeName(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return u"timesheet:approved"_s;
    case EventType::TimesheetRejected:
        return u"timesheet:rejected"_s;
    case EventType::TimesheetAnnotated:
        return u"timesheet:annotated"_s;
    case EventType::DeadlineReminder:
        return u"deadline:reminder"_s;
    case EventType::NotificationNew:
        return u"notification:new"_s;
    case EventType::Gap:
        return u"timesheet-tray:gap"_s;
    case EventType::Unknown:
        break;
    }
    return {};
}

EventType eventTypeFromName(QStringView name)
{
    for (const EventType type : knownEventTypes) {
        if (eventTypeName(type) == name)
            return type;
    }
    return name == eventTypeName(EventType::Gap) ? EventType::Gap : EventType::Unknown;
}

} // namespace timesheet
