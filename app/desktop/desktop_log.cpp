#include "desktop/desktop_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(desktopLog, "timesheet.desktop", QtInfoMsg)

} // namespace timesheet
