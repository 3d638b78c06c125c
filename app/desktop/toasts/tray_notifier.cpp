#include "desktop/toasts/tray_notifier.h"

#include "desktop/tray/tray_icon.h"

namespace timesheet {

TrayNotifier::TrayNotifier(TrayIcon &tray, QObject *parent)
    : Notifier(parent)
    , m_tray(tray)
{
    connect(&m_tray, &TrayIcon::messageClicked, this, [this] {
        if (m_lastSubject == Notification::Subject::SignIn)
            emit signInRequested();
        else if (!m_last.isEmpty())
            emit activated(m_last);
    });
}

void TrayNotifier::show(const Notification &notification)
{
    // Not escaped: balloons are plain text. Where Qt would pass them on to a notification service,
    // which may read markup in them, DBusNotifier speaks.
    const bool critical = notification.urgency == Notification::Urgency::Critical;
    if (!m_tray.showMessage(notification.title, notification.body,
                            critical ? TrayIcon::Stay::UntilDismissed : TrayIcon::Stay::Briefly)) {
        emit refused(notification);
        return;
    }
    m_lastSubject = notification.subject;
    m_last = notification.events;
    emit accepted(notification.events);
}

void TrayNotifier::close(const QList<EventId> &events)
{
    m_last.removeIf([&events](const EventId &id) { return events.contains(id); });
}

void TrayNotifier::closeSignIn()
{
    m_lastSubject = Notification::Subject::Events;
}

void TrayNotifier::closeAll()
{
    closeSignIn();
    m_last.clear();
}

} // namespace timesheet
