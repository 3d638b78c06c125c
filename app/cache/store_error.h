#pragma once

#include "sqlite/sqlite_error.h"

namespace timesheet {

/// What went wrong with the cache.
using StoreError = SqliteError;

} // namespace timesheet
