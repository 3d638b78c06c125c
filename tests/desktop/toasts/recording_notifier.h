#pragma once

#include "desktop/toasts/notifier.h"

namespace timesheet {

/// Remembers what it was asked to show, and accepts it.
class RecordingNotifier : public Notifier
{
public:
    using Notifier::Notifier;

    void show(const Notification &notification) override
    {
        shown.append(notification);
        emit accepted(notification.events);
    }
    void close(const QList<EventId> &events) override { closed += events; }
    void closeSignIn() override {}
    void closeAll() override { shown.clear(); }

    QList<Notification> shown;
    QList<EventId> closed;
};

} // namespace timesheet
