#pragma once

#include <QDateTime>

#include <functional>

namespace timesheet {

/// The wall clock, UTC. Passed in, so that tests choose the time.
using Clock = std::function<QDateTime()>;

} // namespace timesheet
