#pragma once

#include "settings/preferences.h"

namespace timesheet {

/// Has every connection from now on use the proxy that was chosen.
void useProxy(const Preferences &preferences);

} // namespace timesheet
