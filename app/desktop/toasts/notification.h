#pragma once

#include "domain/ids.h"

#include <QImage>
#include <QList>
#include <QMetaType>
#include <QString>

namespace timesheet {

/// One toast, before anybody shows it. All text is plain.
struct Notification {
    enum class Urgency {
        Low,
        Normal,
        Critical, ///< stays until dismissed
    };

    /// What a click on it leads to.
    enum class Subject {
        Events,
        SignIn, ///< the user's own sign-in
    };

    Subject subject = Subject::Events;
    QString title;
    QString body;
    Urgency urgency = Urgency::Normal;
    QString category; ///< of the Desktop Notifications Specification, "x-timesheet.…"
    QString group;    ///< a newer one of the same group replaces it; empty: never replaced
    QImage image;
    QList<EventId> events;   ///< what it tells of; empty only where that is the sign-in
    bool hasWebPage = false; ///< there is a web page for "Open timesheet"
    bool canRemind = false;  ///< "Remind me in an hour" makes sense
    bool hasSound = false;
};

} // namespace timesheet

Q_DECLARE_METATYPE(timesheet::Notification)
