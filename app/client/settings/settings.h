#pragma once

#include "domain/account.h"
#include "settings/settings_table.h"

#include <QMap>
#include <QObject>
#include <QProcessEnvironment>
#include <QSet>
#include <QSettings>
#include <QUrl>

#include <optional>

namespace timesheet {

/// What the user's choice has changed.
struct PreferencesChange {
    Preferences before;
    Preferences now; ///< what holds: the administrator may have locked some of it
};

/// The settings of this instance, with the administrator's above and below them.
///
/// The administrator's file is `timesheet-tray/administrator.ini` in one of XDG_CONFIG_DIRS
/// (usually /etc/xdg). What stands there under a setting's own key is locked; what stands under
/// `preset/` and its key counts until the user chooses something else. settingsTable() and
/// README.md list the keys.
class Settings
{
public:
    Settings(const QString &file, const QProcessEnvironment &environment);

    /// The first of: `commandLine`, the administrator's file, the settings, the administrator's
    /// preset, TIMESHEET_WS_URL, NEXT_PUBLIC_WS_URL, ws://localhost:3001. What none can connect to
    /// is handed on as it is written: nobody is to be signed in at the next in this list instead.
    QUrl server(const std::optional<QUrl> &commandLine) const;
    /// The first two of these: what overrules the server that an account was signed in to.
    std::optional<QUrl> imposedServer(const std::optional<QUrl> &commandLine) const;
    void setServer(const QUrl &server);

    /// What the user and the administrator have chosen, besides `startsAtLogin`: where that is not
    /// locked, the desktop knows it. A value that makes no sense counts as absent.
    Preferences preferences() const;
    QSet<Setting> locked() const;
    /// Keeps what is not locked and differs from before.
    PreferencesChange setPreferences(const Preferences &preferences);
    /// What the administrator's preset says, once: from then on it is as the user leaves it.
    std::optional<bool> takePresetStartAtLogin();

    std::optional<Account> lastAccount() const;
    void setLastAccount(const Account &account);
    QList<KnownAccount> accounts() const;
    void remember(const KnownAccount &known);
    void forget(const Account &account);

    /// Files that are there and cannot be read as settings, and values that make no sense: one
    /// line each.
    QStringList problems() const;

    /// For what the windows remember of themselves.
    QSettings &store() { return m_user; }

private:
    QString text(const SettingRow &row) const;
    QString serverText() const;

    QSettings m_user;
    QSettings m_administrator;
    QProcessEnvironment m_environment;
};

} // namespace timesheet
