#pragma once

#include "client/frontends/settings_flow.h"
#include "client/frontends/sign_in_flow.h"
#include "client/session/client_application.h"
#include "desktop/dialogs/about_dialog.h"
#include "desktop/system/autostart.h"
#include "desktop/system/system_watch.h"
#include "desktop/toasts/dbus_notifier.h"
#include "desktop/toasts/toaster.h"
#include "desktop/toasts/tray_notifier.h"
#include "desktop/tray/tray_host_watcher.h"
#include "desktop/tray/tray_icon.h"
#include "desktop/tray/tray_menu.h"
#include "desktop/window/events_window.h"
#include "domain/clock.h"
#include "feed/event_list_model.h"

#include <QObject>

#include <memory>
#include <optional>

namespace timesheet {

/// The face of the program on a desktop: builds tray, toasts and windows, and wires them to the
/// client. Windows are made when they are first seen: most of the time nobody looks at one.
class DesktopFrontend : public QObject
{
    Q_OBJECT

public:
    struct Options {
        std::optional<QUrl> server; ///< of the command line
        QString keychainService;
        bool usesKeychain = true;
        bool minimized = false;
        std::optional<Autostart> autostart; ///< nothing: this instance cannot start by itself
    };

    DesktopFrontend(ClientApplication &application, const Options &options, Clock now,
                    QObject *parent = nullptr);
    ~DesktopFrontend() override;

    /// Shows what is to be shown at the start; appeared() follows.
    void begin();
    /// Looks for a token, where nobody is signed in.
    void beginSignIn() { m_signIn.begin(); }
    /// Answers other processes.
    QJsonObject answer(const QJsonObject &request);
    /// Shows what a link asks for.
    void openLink(const SignInLink &link);
    bool isWindowVisible() const { return m_window && m_window->isVisible(); }

signals:
    /// The icon is there, as far as there is a tray. What takes time can begin.
    void appeared();
    /// The user has chosen another language: a new face is due, in its words.
    void languageChanged();
    void quitRequested();

private:
    void wireTray();
    void wireMenu();
    void wireToasts();
    void wireSignIn();
    void wireSettings();
    void wireSystem();
    EventsWindow &window();
    void wireWindow();
    void fillWindow();
    void showElsewhere(const Notification &notification);
    void keepUntold(const Notification &notification);
    void tellUntold();
    void follow(AccountSession *session);
    void followFeed(AccountSession *session);
    void leave();
    void showStatus(const ConnectionStatus &status);
    void showNews();
    void showCounters();
    void openPage(const EventId &id);
    void openEvents(const QList<EventId> &ids);
    void openWebAddress();
    void openAbout();
    void usePreferences(const Preferences &preferences);
    void restorePause();
    void keepPause(const std::optional<QDateTime> &until);
    void markAllRead();
    void retryNow();
    void tellOnceWithoutTray();
    void tellOnceItHides();
    bool isFirstTime(const QString &key);
    void tell(const QString &text);

    ClientApplication &m_application;
    Options m_options;
    Clock m_now;
    QUrl m_webAddress;
    QString m_signedIn; ///< the name of who is; empty: nobody
    TrayHostWatcher m_host;
    TrayMenu m_menu;
    TrayIcon m_tray;
    DBusNotifier m_dbusNotifier;
    TrayNotifier m_trayNotifier;
    Toaster m_toaster;
    SignInFlow m_signIn;
    SettingsFlow m_settings;
    std::unique_ptr<SystemWatch> m_system;
    std::unique_ptr<EventListModel> m_events; ///< the window's
    std::unique_ptr<EventsWindow> m_window;
    std::unique_ptr<AboutDialog> m_about;
    QList<EventId> m_untold; ///< nobody could show their toasts
};

} // namespace timesheet
