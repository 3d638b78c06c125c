#pragma once

#include <QString>

namespace timesheet {

/// Logs go to standard error, one line each, from `level` on: debug, info, warning (also for an
/// empty text) or error.
void configureLogging(const QString &level);

} // namespace timesheet
