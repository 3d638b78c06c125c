#pragma once

#include "domain/clock.h"
#include "domain/connection_status.h"
#include "domain/event.h"

#include <QMenu>
#include <QUrl>

#include <optional>

namespace timesheet {

/// The tray's menu. It shows what it was told last and asks nobody when it opens, so nothing
/// ever holds it up.
class TrayMenu : public QMenu
{
    Q_OBJECT

public:
    explicit TrayMenu(Clock now, QWidget *parent = nullptr);

public slots:
    void setStatus(const timesheet::ConnectionStatus &status);
    /// The newest events, newest first; the first five are shown.
    void setNewest(const QList<timesheet::StoredEvent> &events, const timesheet::UserId &reader);
    void setUnread(int unread);
    /// Until when toasts are paused; nothing where they are not.
    void setPausedUntil(const std::optional<QDateTime> &until);
    /// Where "Open Timesheet Manager" leads; without an address there is no such entry.
    void setWebAddress(const QUrl &address);
    /// The name of who is signed in; empty: nobody.
    void setSignedIn(const QString &name);

signals:
    void eventChosen(const timesheet::EventId &id);
    void showEventsRequested();
    void markAllReadRequested();
    void pauseRequested(const QDateTime &until);
    void resumeRequested();
    void openWebRequested();
    void retryRequested();
    void signInRequested();
    void accountRequested();
    void settingsRequested();
    void aboutRequested();
    void quitRequested();

private:
    void addPauseMenu();
    void addAccountEntries();
    void refreshStatus();
    void refreshPause();

    Clock m_now;
    ConnectionStatus m_connection;
    std::optional<QDateTime> m_pausedUntil;
    QAction *m_status;
    QAction *m_noEvents;
    QList<QAction *> m_events; ///< MaxEvents of them, hidden where there are fewer events
    QAction *m_showEvents;
    QAction *m_markAllRead;
    QMenu *m_pause;
    QAction *m_resume;
    QAction *m_openWeb;
    QAction *m_retry;
    QAction *m_signIn;
    QAction *m_account;
    bool m_isSignedIn = false;
};

/// The morning after: when "until tomorrow" ends, 8:00 in local time.
QDateTime tomorrowMorning(const QDateTime &now);

} // namespace timesheet
