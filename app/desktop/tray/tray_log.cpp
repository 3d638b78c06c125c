#include "desktop/tray/tray_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(trayLog, "timesheet.desktop.tray", QtInfoMsg)

} // namespace timesheet
