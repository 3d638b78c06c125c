#include "client/settings.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QString administratorFile(const QProcessEnvironment &environment)
{
    const QString folders = environment.value(u"XDG_CONFIG_DIRS"_s, u"/etc/xdg"_s);
    const QStringList list = folders.split(u':', Qt::SkipEmptyParts);
    for (const QString &folder : list) {
        const QString file = folder + u"/timesheet-tray/administrator.ini"_s;
        if (QFile::exists(file))
            return file;
    }
    return list.value(0, u"/etc/xdg"_s) + u"/timesheet-tray/administrator.ini"_s;
}

} // namespace

Settings::Settings(const QString &file, const QProcessEnvironment &environment)
    : m_user(file, QSettings::IniFormat)
    , m_administrator(administratorFile(environment), QSettings::IniFormat)
    , m_environment(environment)
{
}

QUrl Settings::server(const std::optional<QUrl> &commandLine) const
{
    if (const auto imposed = imposedServer(commandLine))
        return *imposed;
    for (const QString &text : {m_user.value(u"connection/server"_s).toString(),
                                m_environment.value(u"TIMESHEET_WS_URL"_s),
                                m_environment.value(u"NEXT_PUBLIC_WS_URL"_s)}) {
        if (!text.isEmpty())
            return QUrl(text, QUrl::StrictMode);
    }
    return QUrl(u"ws://localhost:3001"_s);
}

std::optional<QUrl> Settings::imposedServer(const std::optional<QUrl> &commandLine) const
{
    if (commandLine)
        return commandLine;
    const QString text = m_administrator.value(u"connection/server"_s).toString();
    return text.isEmpty() ? std::nullopt : std::optional(QUrl(text, QUrl::StrictMode));
}

void Settings::setServer(const QUrl &server)
{
    m_user.setValue(u"connection/server"_s, server.toString());
}

QString Settings::caFile() const
{
    return value(u"connection/ca_file"_s);
}

QUrl Settings::webAddress() const
{
    return QUrl(value(u"connection/web_address"_s), QUrl::StrictMode);
}

std::optional<Account> Settings::lastAccount() const
{
    const Account account{QUrl(m_user.value(u"account/server"_s).toString()),
                          TenantId(m_user.value(u"account/tenant"_s).toString()),
                          UserId(m_user.value(u"account/user"_s).toString())};
    if (account.server.isEmpty() || account.tenant.isEmpty() || account.user.isEmpty())
        return std::nullopt;
    return account;
}

void Settings::setLastAccount(const Account &account)
{
    m_user.setValue(u"account/server"_s, account.server.toString());
    m_user.setValue(u"account/tenant"_s, account.tenant.value());
    m_user.setValue(u"account/user"_s, account.user.value());
    m_user.sync(); // other processes read it
}

QStringList Settings::problems() const
{
    QStringList lines;
    for (const QSettings *settings : {&m_administrator, &m_user}) {
        if (settings->status() != QSettings::NoError)
            lines.append(u"%1 cannot be read as settings: its values are left out"_s.arg(
                settings->fileName()));
    }
    return lines;
}

QString Settings::value(const QString &key) const
{
    const QString administrators = m_administrator.value(key).toString();
    return administrators.isEmpty() ? m_user.value(key).toString() : administrators;
}

} // namespace timesheet
