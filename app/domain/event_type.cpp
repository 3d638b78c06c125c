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

QString eventFilterName(EventFilter filter)
{
    switch (filter) {
    case EventFilter::All:
        return u"all"_s;
    case EventFilter::Unread:
        return u"unread"_s;
    case EventFilter::Approvals:
        return u"approvals"_s;
    case EventFilter::Rejections:
        return u"rejections"_s;
    case EventFilter::Notes:
        return u"notes"_s;
    case EventFilter::Deadlines:
        return u"deadlines"_s;
    case EventFilter::System:
        break;
    }
    return u"system"_s;
}

EventFilter filterOf(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return EventFilter::Approvals;
    case EventType::TimesheetRejected:
        return EventFilter::Rejections;
    case EventType::TimesheetAnnotated:
        return EventFilter::Notes;
    case EventType::DeadlineReminder:
        return EventFilter::Deadlines;
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return EventFilter::System;
}

bool endsReminders(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
    case EventType::DeadlineReminder:
        return true;
    case EventType::TimesheetRejected:
    case EventType::TimesheetAnnotated:
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return false;
}

} // namespace timesheet
