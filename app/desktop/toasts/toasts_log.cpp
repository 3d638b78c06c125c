#include "desktop/toasts/toasts_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(toastsLog, "timesheet.desktop.toasts", QtInfoMsg)

} // namespace timesheet
