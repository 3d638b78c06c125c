#include "domain/event.h"

using namespace Qt::StringLiterals;

namespace timesheet {

QString viaName(Via via)
{
    switch (via) {
    case Via::Live:
        return u"live"_s;
    case Via::Replay:
        return u"replay"_s;
    case Via::Poll:
        return u"poll"_s;
    case Via::Local:
        return u"local"_s;
    }
    return {};
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

} // namespace timesheet
