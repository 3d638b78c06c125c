#include "feed/feed_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(feedLog, "timesheet.feed", QtInfoMsg)

} // namespace timesheet
