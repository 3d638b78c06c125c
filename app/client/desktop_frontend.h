#pragma once

#include "client/client_application.h"
#include "desktop/about_dialog.h"
#include "desktop/account_dialog.h"
#include "desktop/clock.h"
#include "desktop/dbus_notifier.h"
#include "desktop/events_window.h"
#include "desktop/keychain.h"
#include "desktop/sign_in_dialog.h"
#include "desktop/system_watch.h"
#include "desktop/toaster.h"
#include "desktop/tray_host_watcher.h"
#include "desktop/tray_icon.h"
#include "desktop/tray_menu.h"
#include "desktop/tray_notifier.h"
#include "feed/event_list_model.h"

#include <QObject>

#include <memory>
#include <optional>

namespace timesheet {

/// The face of the program on a desktop: builds tray, toasts, window and dialogs, and wires them to
/// the client.
class DesktopFrontend : public QObject
{
    Q_OBJECT

public:
    struct Options {
        std::optional<QUrl> server; ///< of the command line
        QString keychainService;
        bool usesKeychain = true;
        bool minimized = false;
    };

    DesktopFrontend(ClientApplication &application, const Options &options,
                    QObject *parent = nullptr);
    ~DesktopFrontend() override;

    /// Shows what is to be shown at the start, and looks for a token.
    void begin();
    /// Answers other processes.
    QJsonObject answer(const QJsonObject &request);

signals:
    void quitRequested();

private:
    void wireTray();
    void wireMenu();
    void wireToasts();
    void wireWindow();
    void wireSignIn();
    void wireSystem();
    void showElsewhere(const Notification &notification);
    void keepUntold(const Notification &notification);
    void tellUntold();
    void follow(AccountSession *session);
    void followFeed(AccountSession *session);
    void leave();
    void showStatus(const ConnectionStatus &status);
    void showNews();
    void showIdentity();
    void openSignIn();
    void openAccount();
    void openPage(const EventId &id);
    void openEvent(const QList<EventId> &ids);
    void signIn(const QUrl &server, const QByteArray &token);
    void signOut(AccountDialog::CachedEvents events);
    void keepToken();
    void dropToken();
    void warnOfExpiry(const QDateTime &expiresAt);
    void tellOnceWithoutTray();
    void tell(const QString &text);

    ClientApplication &m_application;
    Options m_options;
    Clock m_now;
    QUrl m_webAddress;
    TrayHostWatcher m_host;
    TrayMenu m_menu;
    TrayIcon m_tray;
    DBusNotifier m_dbusNotifier;
    TrayNotifier m_trayNotifier;
    Toaster m_toaster;
    EventsWindow m_window;
    SignInDialog m_signIn;
    AccountDialog m_account;
    AboutDialog m_about;
    Keychain m_keychain;
    SystemWatch m_system;
    QList<EventId> m_untold; ///< nobody could show their toasts
    std::unique_ptr<EventListModel> m_events;
    QByteArray m_newToken; ///< not yet accepted by the server: then the keychain keeps it
};

} // namespace timesheet
