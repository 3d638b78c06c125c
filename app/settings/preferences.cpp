#include "settings/preferences.h"

namespace timesheet {

bool ToastPreferences::isQuietAt(QTime time) const
{
    if (!hasQuietHours)
        return false;
    if (quietFrom < quietTo)
        return time >= quietFrom && time < quietTo;
    return time >= quietFrom || time < quietTo; // over midnight
}

} // namespace timesheet
