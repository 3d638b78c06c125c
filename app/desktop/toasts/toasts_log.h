#pragma once

#include <QLoggingCategory>

namespace timesheet {

Q_DECLARE_LOGGING_CATEGORY(toastsLog)

} // namespace timesheet
