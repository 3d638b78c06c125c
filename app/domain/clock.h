#pragma once

#include <QDateTime>

#include <functional>

namespace timesheet {

/// The wall clock, UTC. Passed in, so that tests choose the time.
using Clock = std::function<QDateTime()>;

/// This computer's own.
inline QDateTime systemClock()
{
    return QDateTime::currentDateTimeUtc();
}

} // namespace timesheet
