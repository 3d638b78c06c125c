#include "cache/cache_log.h"

namespace timesheet {

Q_LOGGING_CATEGORY(cacheLog, "timesheet.cache")

} // namespace timesheet
