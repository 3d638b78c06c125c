#pragma once

#include "domain/event.h"

#include <QDateTime>
#include <QList>

namespace timesheet {

/// When a deadline that arrived at `receivedAt` is to be told again, UTC, the earliest first: a day
/// and an hour before it is due. Left out is what would come soon after the arrival, which was told
/// itself.
/// Empty for events without a deadline.
QList<QDateTime> reminderTimes(const Event &event, const QDateTime &receivedAt);

} // namespace timesheet
