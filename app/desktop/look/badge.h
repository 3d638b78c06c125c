#pragma once

#include <QPixmap>

namespace timesheet {

/// Paints the unread count into the lower right corner of an icon: "3", "9+" above nine, nothing
/// for none. A ring around the badge is cleared, so that it stands out from the icon.
void paintBadge(QPixmap &icon, int count);

} // namespace timesheet
