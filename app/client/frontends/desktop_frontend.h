#pragma once

#include "client/frontends/settings_flow.h"
#include "client/frontends/sign_in_flow.h"
#include "client/frontends/toast_flow.h"
#include "client/frontends/user_actions.h"
#include "client/frontends/window_flow.h"
#include "client/session/client_application.h"
#include "desktop/system/autostart.h"
#include "desktop/system/keychain.h"
#include "desktop/system/system_watch.h"
#include "desktop/tray/tray_host_watcher.h"
#include "desktop/tray/tray_icon.h"
#include "desktop/tray/tray_menu.h"
#include "domain/clock.h"

#include <QObject>

#include <memory>
#include <optional>

namespace timesheet {

/// The face of the program on a desktop: the icon in the tray and its menu, wired to the client and
/// to the flows, each of which does one part of the rest.
class DesktopFrontend : public QObject
{
    Q_OBJECT

public:
    struct Options {
        std::optional<QUrl> server; ///< of the command line
        bool usesKeychain = true;
        bool minimized = false;
        std::optional<Autostart> autostart; ///< nothing: this instance cannot start by itself
    };

    DesktopFrontend(ClientApplication &application, Keychain &keychain, const Options &options,
                    Clock now, QObject *parent = nullptr);
    ~DesktopFrontend() override;

    /// Shows what is to be shown at the start; appeared() follows.
    void begin();
    /// Looks for a token, where nobody is signed in.
    void beginSignIn() { m_signIn.begin(); }
    /// Answers other processes.
    LocalAnswer answer(const LocalCommand &command);
    /// Shows what a link asks for.
    void openLink(const SignInLink &link);
    bool isWindowVisible() const { return m_window.isVisible(); }

signals:
    /// The icon is there, as far as there is a tray. What takes time can begin.
    void appeared();
    /// The user has chosen another language: a new face is due, in its words.
    void languageChanged();
    void quitRequested();

private:
    void wireTray();
    void wireMenu();
    void wireFlows();
    void wireSystem();
    void follow(AccountSession *session);
    void leave();
    void showStatus(const ConnectionStatus &status);
    void showNews();
    void usePreferences(const Preferences &preferences);
    void tellOfFailure(const StoreError &error);
    void tellOnceWithoutTray();
    void tellOnceItHides();
    bool isFirstTime(const QString &key);
    void tell(const QString &text);

    ClientApplication &m_application;
    Options m_options;
    Clock m_now;
    TrayHostWatcher m_host;
    TrayMenu m_menu;
    TrayIcon m_tray;
    UserActions m_actions;
    ToastFlow m_toasts;
    SignInFlow m_signIn;
    SettingsFlow m_settings;
    WindowFlow m_window;
    std::unique_ptr<SystemWatch> m_system; ///< made when the tray has been looked for
};

} // namespace timesheet
