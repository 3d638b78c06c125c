#include "domain/reminder_times.h"

#include "domain/event_details.h"

#include <chrono>

using namespace std::chrono_literals;

namespace timesheet {

QList<QDateTime> reminderTimes(const Event &event, const QDateTime &receivedAt)
{
    constexpr auto soonAfterArrival = 30min;
    if (event.type() != EventType::DeadlineReminder)
        return {};
    const auto due = detailsOf(event).dueAt;
    if (!due)
        return {};
    QList<QDateTime> times;
    for (const std::chrono::seconds before :
         {std::chrono::seconds(24h), std::chrono::seconds(1h)}) {
        const QDateTime time = due->addDuration(-before);
        if (time >= receivedAt.addDuration(soonAfterArrival))
            times.append(time);
    }
    return times;
}

} // namespace timesheet
