#pragma once

#include "client/frontends/user_actions.h"
#include "client/session/client_application.h"
#include "desktop/toasts/dbus_notifier.h"
#include "desktop/toasts/toaster.h"
#include "desktop/toasts/tray_notifier.h"
#include "domain/clock.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace timesheet {

class TrayHostWatcher;

/// Toasts on a desktop: which events become one, who shows it, what is done about it, and until
/// when they are paused.
class ToastFlow : public QObject
{
    Q_OBJECT

public:
    struct Timing {
        ToastTiming toasts;
        /// After a toast that nobody could show; each further pause is twice as long.
        std::chrono::milliseconds firstRetry{1000};
    };

    /// `host` and `tray`: the icon that shows balloons where there is no notification service.
    ToastFlow(ClientApplication &application, UserActions &actions, const TrayHostWatcher &host,
              TrayIcon &tray, Clock now, const Timing &timing, QObject *parent = nullptr);

    /// Another session is open.
    void follow(AccountSession *session);
    /// Lets go of the session before it goes.
    void leave();
    void setWebAddress(const QUrl &address) { m_toaster.setWebAddress(address); }
    void setPreferences(const ToastPreferences &preferences);
    /// Goes on with the pause of the last run, if it is not over.
    void restorePause();

public slots:
    void pauseUntil(const QDateTime &until) { m_toaster.pauseUntil(until); }
    void resume() { m_toaster.resume(); }
    /// A toast about the sign-in, and its end.
    void showSignIn(const timesheet::Notification &notification);
    void closeSignIn();

signals:
    void pauseChanged(const std::optional<QDateTime> &until);
    /// A toast of these events was clicked.
    void activated(const QList<timesheet::EventId> &events);
    void signInRequested();

private:
    void wire(const Notifier &notifier);
    void markToasted(const QList<EventId> &ids);
    void showElsewhere(const Notification &notification);
    void noteUntold(const Notification &notification);
    void noteAccepted(const QList<EventId> &ids);
    void retry();
    void tellAwaiting();
    void startAnew();
    void keepPause(const std::optional<QDateTime> &until);

    ClientApplication &m_application;
    UserActions &m_actions;
    const TrayHostWatcher &m_host;
    Clock m_now;
    DBusNotifier m_dbusNotifier;
    TrayNotifier m_trayNotifier;
    Toaster m_toaster;
    std::optional<Notification> m_untoldSignIn; ///< the one that is in no cache
    QTimer m_retry;
    std::chrono::milliseconds m_firstRetry;
    int m_retries = 0;
    bool m_hasUntold = false; ///< nobody could show some toast, and none was tried since
};

} // namespace timesheet
