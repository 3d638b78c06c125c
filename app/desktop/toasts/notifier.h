#pragma once

#include "desktop/toasts/notification.h"

#include <QObject>

namespace timesheet {

/// Shows toasts, in one of the ways that desktops have for them.
class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

public slots:
    /// Answers, later, with accepted() or refused().
    virtual void show(const timesheet::Notification &notification) = 0;
    /// Closes every toast whose events are all among these (they were read elsewhere).
    virtual void close(const QList<timesheet::EventId> &events) = 0;
    /// Closes the toast about the sign-in.
    virtual void closeSignIn() = 0;
    /// Closes every toast: somebody else is signing in.
    virtual void closeAll() = 0;

signals:
    /// Somebody shows it now.
    void accepted(const QList<timesheet::EventId> &events);
    /// Nobody shows it: another notifier may try.
    void refused(const timesheet::Notification &notification);

    void activated(const QList<timesheet::EventId> &events); ///< the toast itself was clicked
    void openWebPageRequested(const timesheet::EventId &event);
    void readRequested(const QList<timesheet::EventId> &events);
    void reminderRequested(const QList<timesheet::EventId> &events); ///< in an hour
    void signInRequested();
};

} // namespace timesheet
