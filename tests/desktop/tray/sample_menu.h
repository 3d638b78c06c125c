#pragma once

#include "desktop/samples.h"
#include "desktop/tray/tray_menu.h"

namespace timesheet::samples {

/// The menu of somebody who has been signed in for a few days, at its full size.
inline void fill(TrayMenu &menu, const ConnectionStatus &status)
{
    menu.setStatus(status);
    QList<StoredEvent> newest;
    for (const Event &event : aFewDays())
        newest.prepend(stored(event));
    menu.setNewest(newest, reader);
    menu.setUnread(4);
    menu.setWebAddress(QUrl(QStringLiteral("https://timesheets.example.com")));
    menu.setSignedIn(QStringLiteral("Sam Reed"));
    menu.adjustSize();
}

} // namespace timesheet::samples
