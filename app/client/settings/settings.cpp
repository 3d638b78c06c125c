#include "client/settings/settings.h"

#include "client/settings/translations.h"
#include "desktop/words/web_page.h"

#include <QFile>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int MostDays = 36500;

struct Key {
    Setting setting;
    QStringView name;
};

constexpr std::array keys{
    Key{Setting::ToastApproved, u"notifications/approved"},
    Key{Setting::ToastRejected, u"notifications/rejected"},
    Key{Setting::ToastAnnotated, u"notifications/annotated"},
    Key{Setting::ToastDeadline, u"notifications/deadline"},
    Key{Setting::ToastNotification, u"notifications/notification"},
    Key{Setting::AboutOthers, u"notifications/about_others"},
    Key{Setting::Sounds, u"notifications/sounds"},
    Key{Setting::QuietHours, u"notifications/quiet_hours"},
    Key{Setting::QuietFrom, u"notifications/quiet_from"},
    Key{Setting::QuietTo, u"notifications/quiet_to"},
    Key{Setting::DeadlinesBreakThrough, u"notifications/deadlines_break_through"},
    Key{Setting::Server, u"connection/server"},
    Key{Setting::WebAddress, u"connection/web_address"},
    Key{Setting::Proxy, u"connection/proxy"},
    Key{Setting::ProxyAddress, u"connection/proxy_address"},
    Key{Setting::CaFile, u"connection/ca_file"},
    Key{Setting::StartAtLogin, u"program/start_at_login"},
    Key{Setting::Language, u"program/language"},
    Key{Setting::KeptFor, u"program/keep_days"},
};

QString keyOf(Setting setting)
{
    const auto *const key = std::find_if(
        keys.begin(), keys.end(), [setting](const Key &entry) { return entry.setting == setting; });
    return key->name.toString();
}

QString presetKeyOf(Setting setting)
{
    return u"preset/"_s + keyOf(setting);
}

QString textIn(const QSettings &settings, const QString &key)
{
    // A value with a comma comes as a list.
    return settings.value(key).toStringList().join(u',').trimmed();
}

QString boolText(bool value)
{
    return value ? u"true"_s : u"false"_s;
}

std::optional<bool> boolIn(const QString &text)
{
    static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s, u"1"_s};
    static const QStringList no{u"false"_s, u"no"_s, u"off"_s, u"0"_s};
    if (yes.contains(text, Qt::CaseInsensitive))
        return true;
    return no.contains(text, Qt::CaseInsensitive) ? std::optional(false) : std::nullopt;
}

QString proxyName(ProxyChoice choice)
{
    switch (choice) {
    case ProxyChoice::None:
        return u"none"_s;
    case ProxyChoice::Manual:
        return u"manual"_s;
    case ProxyChoice::System:
        break;
    }
    return u"system"_s;
}

/// Reads one text into the preferences. False where it makes no sense.
bool readInto(Preferences &preferences, Setting setting, const QString &text)
{
    ToastPreferences &toasts = preferences.toasts;
    const auto readBool = [&text](bool &value) {
        const auto read = boolIn(text);
        value = read.value_or(value);
        return read.has_value();
    };
    const auto readTime = [&text](QTime &value) {
        const QTime time = QTime::fromString(text, u"H:mm"_s);
        value = time.isValid() ? time : value;
        return time.isValid();
    };
    switch (setting) {
    case Setting::AboutOthers:
        return readBool(toasts.aboutOthers);
    case Setting::Sounds:
        return readBool(toasts.sounds);
    case Setting::QuietHours:
        return readBool(toasts.hasQuietHours);
    case Setting::QuietFrom:
        return readTime(toasts.quietFrom);
    case Setting::QuietTo:
        return readTime(toasts.quietTo);
    case Setting::DeadlinesBreakThrough:
        return readBool(toasts.deadlinesBreakThrough);
    case Setting::StartAtLogin:
        return readBool(preferences.startsAtLogin);
    case Setting::Server:
        preferences.server = QUrl(text, QUrl::StrictMode);
        return preferences.server.isValid();
    case Setting::WebAddress:
        preferences.webAddress = QUrl(text, QUrl::StrictMode);
        if (isWebAddress(preferences.webAddress))
            return true;
        preferences.webAddress.clear();
        return false;
    case Setting::ProxyAddress:
        preferences.proxyAddress = proxyIn(text);
        return !preferences.proxyAddress.isEmpty();
    case Setting::CaFile:
        preferences.caFile = text;
        return true;
    case Setting::Language:
        for (const auto &[code, name] : Translations::languages()) {
            if (text == code) {
                preferences.language = code;
                return true;
            }
        }
        return false;
    case Setting::Proxy:
        for (const ProxyChoice choice :
             {ProxyChoice::System, ProxyChoice::None, ProxyChoice::Manual}) {
            if (text == proxyName(choice)) {
                preferences.proxy = choice;
                return true;
            }
        }
        return false;
    case Setting::KeptFor: {
        bool isNumber = false;
        const int days = text.toInt(&isNumber);
        if (!isNumber || days < 0 || days > MostDays)
            return false;
        preferences.keptFor = days == 0 ? std::nullopt : std::optional(std::chrono::days(days));
        return true;
    }
    case Setting::ToastApproved:
    case Setting::ToastRejected:
    case Setting::ToastAnnotated:
    case Setting::ToastDeadline:
    case Setting::ToastNotification:
        break;
    }
    for (const EventType type : knownEventTypes) {
        if (toastSetting(type) != setting)
            continue;
        const auto wanted = boolIn(text);
        if (wanted && !*wanted)
            toasts.silentTypes.insert(type);
        return wanted.has_value();
    }
    return false;
}

/// The same backwards.
QString textOf(const Preferences &preferences, Setting setting)
{
    const ToastPreferences &toasts = preferences.toasts;
    switch (setting) {
    case Setting::AboutOthers:
        return boolText(toasts.aboutOthers);
    case Setting::Sounds:
        return boolText(toasts.sounds);
    case Setting::QuietHours:
        return boolText(toasts.hasQuietHours);
    case Setting::QuietFrom:
        return toasts.quietFrom.toString(u"HH:mm"_s);
    case Setting::QuietTo:
        return toasts.quietTo.toString(u"HH:mm"_s);
    case Setting::DeadlinesBreakThrough:
        return boolText(toasts.deadlinesBreakThrough);
    case Setting::StartAtLogin:
        return boolText(preferences.startsAtLogin);
    case Setting::Server:
        return preferences.server.toString();
    case Setting::WebAddress:
        return preferences.webAddress.toString();
    case Setting::ProxyAddress:
        return preferences.proxyAddress.toString();
    case Setting::CaFile:
        return preferences.caFile;
    case Setting::Language:
        return preferences.language;
    case Setting::Proxy:
        return proxyName(preferences.proxy);
    case Setting::KeptFor:
        return QString::number(preferences.keptFor ? preferences.keptFor->count() : 0);
    case Setting::ToastApproved:
    case Setting::ToastRejected:
    case Setting::ToastAnnotated:
    case Setting::ToastDeadline:
    case Setting::ToastNotification:
        break;
    }
    bool wanted = true;
    for (const EventType type : knownEventTypes)
        wanted = wanted && (toastSetting(type) != setting || !toasts.silentTypes.contains(type));
    return boolText(wanted);
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
    return commandLine ? *commandLine : QUrl(serverText(), QUrl::StrictMode);
}

QString Settings::serverText() const
{
    for (const QString &text : {text(Setting::Server), m_environment.value(u"TIMESHEET_WS_URL"_s),
                                m_environment.value(u"NEXT_PUBLIC_WS_URL"_s)}) {
        if (!text.isEmpty())
            return text;
    }
    return u"ws://localhost:3001"_s;
}

std::optional<QUrl> Settings::imposedServer(const std::optional<QUrl> &commandLine) const
{
    if (commandLine)
        return commandLine;
    const QString text = textIn(m_administrator, keyOf(Setting::Server));
    return text.isEmpty() ? std::nullopt : std::optional(QUrl(text, QUrl::StrictMode));
}

void Settings::setServer(const QUrl &server)
{
    m_user.setValue(keyOf(Setting::Server), server.toString());
}

/// Empty where nobody has chosen, or the user has chosen nothing.
QString Settings::text(Setting setting) const
{
    const QString key = keyOf(setting);
    if (const QString text = textIn(m_administrator, key); !text.isEmpty())
        return text;
    return m_user.contains(key) ? textIn(m_user, key)
                                : textIn(m_administrator, presetKeyOf(setting));
}

Preferences Settings::preferences() const
{
    Preferences preferences;
    for (const Key &key : keys) {
        if (const QString value = text(key.setting); !value.isEmpty())
            readInto(preferences, key.setting, value);
    }
    preferences.server = server(std::nullopt);
    return preferences;
}

QSet<Setting> Settings::locked() const
{
    QSet<Setting> locked;
    for (const Key &key : keys) {
        if (!textIn(m_administrator, keyOf(key.setting)).isEmpty())
            locked.insert(key.setting);
    }
    return locked;
}

void Settings::setPreferences(const Preferences &preferences)
{
    const Preferences before = this->preferences();
    const QSet<Setting> locked = this->locked();
    for (const Key &key : keys) {
        const QString value = textOf(preferences, key.setting);
        if (!locked.contains(key.setting) && value != textOf(before, key.setting))
            m_user.setValue(keyOf(key.setting), value);
    }
}

std::optional<bool> Settings::takePresetStartAtLogin()
{
    const QString key = keyOf(Setting::StartAtLogin);
    if (m_user.contains(key))
        return std::nullopt;
    const auto preset = boolIn(textIn(m_administrator, presetKeyOf(Setting::StartAtLogin)));
    if (preset)
        m_user.setValue(key, boolText(*preset));
    return preset;
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
    Preferences preferences;
    for (const Key &key : keys) {
        const QString value = text(key.setting);
        if (!value.isEmpty() && !readInto(preferences, key.setting, value))
            lines.append(u"%1=%2 makes no sense in the settings: it is left out"_s.arg(
                keyOf(key.setting), value.left(60)));
    }
    return lines;
}

} // namespace timesheet
