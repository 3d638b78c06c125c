#include "desktop/system/system_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(systemLog, "timesheet.desktop.system", QtInfoMsg)

} // namespace timesheet
