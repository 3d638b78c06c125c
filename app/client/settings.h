#pragma once

#include "domain/account.h"

#include <QObject>
#include <QProcessEnvironment>
#include <QSettings>
#include <QUrl>

#include <optional>

namespace timesheet {

/// The settings of this instance, with the administrator's above them.
///
/// Keys: `connection/server`, `connection/ca_file`, `connection/web_address`, and under `account/`
/// who signed in last. The administrator's file is `timesheet-tray/administrator.ini` in one of
/// XDG_CONFIG_DIRS (usually /etc/xdg); its values go before the user's.
class Settings
{
public:
    Settings(const QString &file, const QProcessEnvironment &environment);

    /// The first of: `commandLine`, the administrator's file, the settings, TIMESHEET_WS_URL,
    /// NEXT_PUBLIC_WS_URL, ws://localhost:3001.
    QUrl server(const std::optional<QUrl> &commandLine) const;
    /// The first two of these: what overrules the server that an account was signed in to.
    std::optional<QUrl> imposedServer(const std::optional<QUrl> &commandLine) const;
    void setServer(const QUrl &server);

    QString caFile() const;
    /// The Timesheet Manager's pages, for the browser; empty where nobody said.
    QUrl webAddress() const;

    std::optional<Account> lastAccount() const;
    void setLastAccount(const Account &account);

    /// Files that are there and cannot be read as settings, one line each.
    QStringList problems() const;

    /// For what the windows remember of themselves.
    QSettings &store() { return m_user; }

private:
    QString value(const QString &key) const;

    QSettings m_user;
    QSettings m_administrator;
    QProcessEnvironment m_environment;
};

} // namespace timesheet
