#pragma once

#include "desktop/toasts/notifier.h"

namespace timesheet {

class TrayIcon;

/// Toasts through QSystemTrayIcon::showMessage, where no notification service answers. It knows
/// no actions, no replacing and no closing: a click shows the event.
class TrayNotifier : public Notifier
{
    Q_OBJECT

public:
    explicit TrayNotifier(TrayIcon &tray, QObject *parent = nullptr);

    void show(const Notification &notification) override;
    void close(const QList<EventId> &events) override;
    void closeSignIn() override;
    void closeAll() override;

private:
    TrayIcon &m_tray;
    Notification::Subject m_lastSubject = Notification::Subject::Events;
    QList<EventId> m_last; ///< what the balloon shown last tells of
};

} // namespace timesheet
