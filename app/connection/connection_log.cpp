#include "connection/connection_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(connectionLog, "timesheet.connection", QtInfoMsg)

} // namespace timesheet
