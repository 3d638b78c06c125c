#include "client/settings/settings.h"

#include "domain/addresses.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QString keyOf(const SettingRow &row)
{
    return row.key.toString();
}

QString presetKeyOf(const SettingRow &row)
{
    return u"preset/"_s + keyOf(row);
}

QString textIn(const QSettings &settings, const QString &key)
{
    // A value with a comma comes as a list.
    return settings.value(key).toStringList().join(u',').trimmed();
}

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

/// What is no server's address stays as it is written: whoever is to use it says what is wrong.
QUrl serverOrAsWritten(const QString &text)
{
    return serverAddress(text).value_or(QUrl(text));
}

QString accountGroup(const Account &account)
{
    return u"accounts/"_s + accountKey(account);
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
    return commandLine ? *commandLine : serverOrAsWritten(serverText());
}

QString Settings::serverText() const
{
    for (const QString &source :
         {text(rowOf(Setting::Server)), m_environment.value(u"TIMESHEET_WS_URL"_s),
          m_environment.value(u"NEXT_PUBLIC_WS_URL"_s)}) {
        if (const QString text = source.trimmed(); !text.isEmpty())
            return text;
    }
    return u"ws://localhost:3001"_s;
}

std::optional<QUrl> Settings::imposedServer(const std::optional<QUrl> &commandLine) const
{
    if (commandLine)
        return commandLine;
    const QString text = textIn(m_administrator, keyOf(rowOf(Setting::Server)));
    return text.isEmpty() ? std::nullopt : std::optional(serverOrAsWritten(text));
}

void Settings::setServer(const QUrl &server)
{
    m_user.setValue(keyOf(rowOf(Setting::Server)), server.toString());
}

/// Empty where nobody has chosen, or the user has chosen nothing.
QString Settings::text(const SettingRow &row) const
{
    const QString key = keyOf(row);
    if (const QString text = textIn(m_administrator, key); !text.isEmpty())
        return text;
    return m_user.contains(key) ? textIn(m_user, key) : textIn(m_administrator, presetKeyOf(row));
}

Preferences Settings::preferences() const
{
    Preferences preferences;
    for (const SettingRow &row : settingsTable()) {
        if (const QString value = text(row); !value.isEmpty())
            row.read(preferences, value);
    }
    preferences.server = server(std::nullopt);
    return preferences;
}

QSet<Setting> Settings::locked() const
{
    QSet<Setting> locked;
    for (const SettingRow &row : settingsTable()) {
        if (!textIn(m_administrator, keyOf(row)).isEmpty())
            locked.insert(row.setting);
    }
    return locked;
}

PreferencesChange Settings::setPreferences(const Preferences &preferences)
{
    const Preferences before = this->preferences();
    Preferences now = before;
    const QSet<Setting> locked = this->locked();
    for (const SettingRow &row : settingsTable()) {
        const QString value = row.write(preferences);
        if (locked.contains(row.setting) || value == row.write(before))
            continue;
        m_user.setValue(keyOf(row), value);
        row.copy(now, preferences);
    }
    return {before, now};
}

std::optional<bool> Settings::takePresetStartAtLogin()
{
    const SettingRow &row = rowOf(Setting::StartAtLogin);
    const QString text = textIn(m_administrator, presetKeyOf(row));
    Preferences preset;
    if (m_user.contains(keyOf(row)) || text.isEmpty() || !row.read(preset, text))
        return std::nullopt;
    m_user.setValue(keyOf(row), row.write(preset));
    return preset.startsAtLogin;
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

QList<KnownAccount> Settings::accounts() const
{
    QList<KnownAccount> known;
    for (const QString &key : m_user.allKeys()) {
        if (!key.startsWith(u"accounts/") || !key.endsWith(u"/server"))
            continue;
        const QString group = key.chopped(qsizetype{sizeof("server") - 1});
        known.append({{QUrl(m_user.value(key).toString()),
                       TenantId(m_user.value(group + u"tenant"_s).toString()),
                       UserId(m_user.value(group + u"user"_s).toString())},
                      m_user.value(group + u"name"_s).toString()});
    }
    return known;
}

void Settings::remember(const KnownAccount &known)
{
    const QString group = accountGroup(known.account);
    m_user.setValue(group + u"/server"_s, known.account.server.toString());
    m_user.setValue(group + u"/tenant"_s, known.account.tenant.value());
    m_user.setValue(group + u"/user"_s, known.account.user.value());
    m_user.setValue(group + u"/name"_s, known.name);
}

void Settings::forget(const Account &account)
{
    m_user.remove(accountGroup(account));
}

QStringList Settings::problems() const
{
    QStringList lines;
    for (const QSettings *settings : {&m_administrator, &m_user}) {
        if (settings->status() != QSettings::NoError)
            lines.append(u"%1 cannot be read as settings: its values are left out"_s.arg(
                settings->fileName()));
    }
    if (const auto server = serverAddress(serverText()); !server)
        lines.append(u"no server can be connected to: "_s + describe(server.error()));
    Preferences preferences;
    for (const SettingRow &row : settingsTable()) {
        const QString value = text(row);
        if (value.isEmpty() || row.setting == Setting::Server || row.read(preferences, value))
            continue;
        // People put tokens and passwords into addresses and keys: these are not repeated.
        const bool maybeSecret = row.type == SettingType::Address || row.type == SettingType::Key;
        const QString said = maybeSecret ? QString() : u'=' + value.left(60);
        lines.append(u"%1%2 makes no sense in the settings: it is left out"_s.arg(row.key, said));
    }
    return lines;
}

} // namespace timesheet
