#include "settings/settings_table.h"

#include "domain/addresses.h"
#include "settings/languages.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

// How the texts of each type of value are read and written. read() gives nothing where a text makes
// no sense.

struct Switch {
    static constexpr SettingType type = SettingType::Switch;

    static std::optional<bool> read(const QString &text)
    {
        static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s, u"1"_s};
        static const QStringList no{u"false"_s, u"no"_s, u"off"_s, u"0"_s};
        if (yes.contains(text, Qt::CaseInsensitive))
            return true;
        return no.contains(text, Qt::CaseInsensitive) ? std::optional(false) : std::nullopt;
    }
    static QString write(bool value) { return value ? u"true"_s : u"false"_s; }
};

struct TimeOfDay {
    static constexpr SettingType type = SettingType::TimeOfDay;

    static std::optional<QTime> read(const QString &text)
    {
        const QTime time = QTime::fromString(text, u"H:mm"_s);
        return time.isValid() ? std::optional(time) : std::nullopt;
    }
    static QString write(QTime time) { return time.toString(u"HH:mm"_s); }
};

struct Proxy {
    static constexpr SettingType type = SettingType::Choice;
    static constexpr std::array choices{
        // In the order of ProxyChoice.
        SettingChoice{u"system", QT_TRANSLATE_NOOP3("Settings", "The system's", "proxy"), {}},
        SettingChoice{u"none", QT_TRANSLATE_NOOP3("Settings", "None", "proxy"), {}},
        SettingChoice{u"manual", QT_TRANSLATE_NOOP3("Settings", "This one:", "proxy"), {}},
    };

    static std::optional<ProxyChoice> read(const QString &text)
    {
        for (const ProxyChoice choice :
             {ProxyChoice::System, ProxyChoice::None, ProxyChoice::Manual}) {
            if (text == write(choice))
                return choice;
        }
        return std::nullopt;
    }
    static QString write(ProxyChoice choice)
    {
        return choices.at(static_cast<std::size_t>(choice)).text.toString();
    }
};

struct LanguageCode {
    static constexpr SettingType type = SettingType::Choice;
    static constexpr auto choices = [] {
        std::array<SettingChoice, knownLanguages.size() + 1> all{
            SettingChoice{u"", QT_TRANSLATE_NOOP3("Settings", "The system's", "language"), {}}};
        for (std::size_t i = 0; i < knownLanguages.size(); ++i)
            all.at(i + 1) = {knownLanguages.at(i).code, {}, knownLanguages.at(i).name};
        return all;
    }();

    static std::optional<QString> read(const QString &text)
    {
        const bool isKnown = std::any_of(knownLanguages.begin(), knownLanguages.end(),
                                         [&text](const Language &one) { return text == one.code; });
        return isKnown ? std::optional(text) : std::nullopt;
    }
    static QString write(const QString &code) { return code; }
};

struct Days {
    using Value = std::optional<std::chrono::days>;

    static constexpr SettingType type = SettingType::Days;
    static constexpr int most = 36500;
    static constexpr std::array choices{
        SettingChoice{u"30", {}, {}},
        SettingChoice{u"90", {}, {}},
        SettingChoice{u"365", {QT_TRANSLATE_NOOP("Settings", "1 year")}, {}},
        SettingChoice{u"730", {QT_TRANSLATE_NOOP("Settings", "2 years")}, {}},
        SettingChoice{u"0", {QT_TRANSLATE_NOOP("Settings", "For ever")}, {}},
    };

    static std::optional<Value> read(const QString &text)
    {
        bool isNumber = false;
        const int days = text.toInt(&isNumber);
        if (!isNumber || days < 0 || days > most)
            return std::nullopt;
        return days == 0 ? Value() : Value(std::chrono::days(days));
    }
    static QString write(Value value) { return QString::number(value ? value->count() : 0); }
};

struct Kibibytes {
    static constexpr SettingType type = SettingType::Kibibytes;
    static constexpr int least = 64;  // as much as a server of our protocol may say
    static constexpr int most = 4096; // as much as the socket reads as a whole

    static std::optional<qsizetype> read(const QString &text)
    {
        bool isNumber = false;
        const int kibibytes = text.toInt(&isNumber);
        if (!isNumber || kibibytes < least || kibibytes > most)
            return std::nullopt;
        return qsizetype{kibibytes} * 1024;
    }
    static QString write(qsizetype bytes) { return QString::number(bytes / 1024); }
};

struct ServerAddress {
    static constexpr SettingType type = SettingType::Address;

    static std::optional<QUrl> read(const QString &text)
    {
        const auto address = serverAddress(text);
        return address ? std::optional(*address) : std::nullopt;
    }
    // Without its password, should one that was refused hold any.
    static QString write(const QUrl &url) { return url.toDisplayString(); }
};

struct WebAddress {
    static constexpr SettingType type = SettingType::Address;

    static std::optional<QUrl> read(const QString &text)
    {
        const QUrl url(text); // not strict: write() leaves a space a space
        return isWebAddress(url) ? std::optional(url) : std::nullopt;
    }
    static QString write(const QUrl &url) { return url.toString(); }
};

struct ProxyAddress {
    static constexpr SettingType type = SettingType::Address;

    /// Without a scheme it is HTTP's.
    static std::optional<QUrl> read(const QString &text)
    {
        const QUrl url(text.contains(u"://"_s) ? text : u"http://"_s + text, QUrl::StrictMode);
        const bool known = url.scheme() == u"http" || url.scheme() == u"socks5";
        const bool bare = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment();
        const bool pathless = url.path().isEmpty() || url.path() == u"/";
        const bool whole = !url.host().isEmpty() && url.port() > 0;
        return url.isValid() && known && bare && pathless && whole ? std::optional(url)
                                                                   : std::nullopt;
    }
    static QString write(const QUrl &url) { return url.toString(); }
};

struct File {
    static constexpr SettingType type = SettingType::File;

    static std::optional<QString> read(const QString &text) { return text; }
    static QString write(const QString &path) { return path; }
};

struct ServiceKey {
    static constexpr SettingType type = SettingType::Key;

    static std::optional<QByteArray> read(const QString &text)
    {
        return text.isEmpty() ? QByteArray() : projectKey(text);
    }
    static QString write(const QByteArray &key) { return QString::fromLatin1(key); }
};

/// A PostgreSQL identifier (https://www.postgresql.org/docs/15/sql-syntax-lexical.html) of ASCII,
/// as it stands without quotation marks.
struct Identifier {
    static constexpr SettingType type = SettingType::Name;
    static constexpr qsizetype longest = 63; // bytes: PostgreSQL cuts off what is beyond

    static std::optional<QString> read(const QString &text)
    {
        const auto isLetter = [](QChar c) {
            return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
        };
        const bool isName = !text.isEmpty() && text.size() <= longest && isLetter(text.front()) &&
                            std::all_of(text.begin(), text.end(), [isLetter](QChar c) {
                                return isLetter(c) || (c >= u'0' && c <= u'9');
                            });
        return isName ? std::optional(text) : std::nullopt;
    }
    static QString write(const QString &name) { return name; }
};

// Where a value lies in the preferences.

template <auto member>
struct In;

template <class Value, Value Preferences::*member>
struct In<member> {
    static const Value &get(const Preferences &preferences) { return preferences.*member; }
    static void set(Preferences &preferences, const Value &value) { preferences.*member = value; }
};

template <class Value, Value ToastPreferences::*member>
struct In<member> {
    static const Value &get(const Preferences &preferences) { return preferences.toasts.*member; }
    static void set(Preferences &preferences, const Value &value)
    {
        preferences.toasts.*member = value;
    }
};

template <class Value, Value TableNames::*member>
struct In<member> {
    static const Value &get(const Preferences &preferences) { return preferences.tables.*member; }
    static void set(Preferences &preferences, const Value &value)
    {
        preferences.tables.*member = value;
    }
};

template <EventType type>
struct ToastsOf {
    static bool get(const Preferences &preferences)
    {
        return !preferences.toasts.silentTypes.contains(type);
    }
    static void set(Preferences &preferences, bool wanted)
    {
        if (wanted)
            preferences.toasts.silentTypes.remove(type);
        else
            preferences.toasts.silentTypes.insert(type);
    }
};

/// Completes a row by its type of value and by where its value lies.
template <class Type, class Where>
constexpr SettingRow row(SettingRow row)
{
    row.type = Type::type;
    if constexpr (requires { Type::choices; })
        row.choices = Type::choices;
    if constexpr (requires { Type::least; })
        row.least = Type::least;
    if constexpr (requires { Type::most; })
        row.most = Type::most;
    row.read = [](Preferences &preferences, const QString &text) {
        const auto value = Type::read(text);
        if (value)
            Where::set(preferences, *value);
        return value.has_value();
    };
    row.write = [](const Preferences &preferences) { return Type::write(Where::get(preferences)); };
    row.copy = [](Preferences &to, const Preferences &from) { Where::set(to, Where::get(from)); };
    return row;
}

template <EventType type>
constexpr SettingRow toasts(QStringView key, const char *label, const char *help)
{
    return row<Switch, ToastsOf<type>>(
        {.setting = toastSetting(type), .key = key, .label = label, .help = help});
}

constexpr std::array table{
    toasts<EventType::TimesheetApproved>(u"notifications/approved",
                                         QT_TRANSLATE_NOOP("Settings", "Approved timesheets"),
                                         "notifications of approved timesheets"),
    toasts<EventType::TimesheetRejected>(u"notifications/rejected",
                                         QT_TRANSLATE_NOOP("Settings", "Rejected timesheets"),
                                         "notifications of rejected timesheets"),
    toasts<EventType::TimesheetAnnotated>(u"notifications/annotated",
                                          QT_TRANSLATE_NOOP("Settings", "Notes on timesheets"),
                                          "notifications of notes on timesheets"),
    toasts<EventType::DeadlineReminder>(u"notifications/deadline",
                                        QT_TRANSLATE_NOOP("Settings", "Deadlines"),
                                        "notifications of deadlines"),
    toasts<EventType::NotificationNew>(u"notifications/notification",
                                       QT_TRANSLATE_NOOP("Settings", "Other notifications"),
                                       "other notifications"),
    row<Switch, In<&ToastPreferences::aboutOthers>>({
        .setting = Setting::AboutOthers,
        .key = u"notifications/about_others",
        .label = QT_TRANSLATE_NOOP("Settings", "Also about other people's timesheets"),
        .help = "also about other people's timesheets",
    }),
    row<Switch, In<&ToastPreferences::sounds>>({
        .setting = Setting::Sounds,
        .key = u"notifications/sounds",
        .label = QT_TRANSLATE_NOOP("Settings", "With a sound"),
        .help = "with a sound",
    }),
    row<Switch, In<&ToastPreferences::hasQuietHours>>({
        .setting = Setting::QuietHours,
        .key = u"notifications/quiet_hours",
        .label = QT_TRANSLATE_NOOP("Settings", "No notifications"),
        .help = "none during the quiet hours",
    }),
    row<TimeOfDay, In<&ToastPreferences::quietFrom>>({
        .setting = Setting::QuietFrom,
        .key = u"notifications/quiet_from",
        .label = QT_TRANSLATE_NOOP("Settings", "Quiet hours begin"),
        .help = "when the quiet hours begin",
    }),
    row<TimeOfDay, In<&ToastPreferences::quietTo>>({
        .setting = Setting::QuietTo,
        .key = u"notifications/quiet_to",
        .label = QT_TRANSLATE_NOOP("Settings", "Quiet hours end"),
        .help = "when the quiet hours end",
    }),
    row<Switch, In<&ToastPreferences::deadlinesBreakThrough>>({
        .setting = Setting::DeadlinesBreakThrough,
        .key = u"notifications/deadlines_break_through",
        .label = QT_TRANSLATE_NOOP("Settings", "Deadlines come through, also while paused"),
        .help = "deadlines also while quiet or paused",
    }),
    row<ServerAddress, In<&Preferences::server>>({
        .setting = Setting::Server,
        .key = u"connection/server",
        .label = QT_TRANSLATE_NOOP("Settings", "&Server"),
        .help = "where to sign in",
        .example = "wss://ws.example.com",
        .refusal = QT_TRANSLATE_NOOP("Settings", "This is not a server's address. It looks like "
                                                 "wss://ws.example.com."),
        .isNeeded = true,
    }),
    row<WebAddress, In<&Preferences::webAddress>>({
        .setting = Setting::WebAddress,
        .key = u"connection/web_address",
        .label = QT_TRANSLATE_NOOP("Settings", "&Web address of the Timesheet Manager"),
        .help = "where Open Timesheet Manager leads",
        .example = "https://timesheets.example.com",
        .refusal = QT_TRANSLATE_NOOP("Settings", "This is not a web address. It looks like "
                                                 "https://timesheets.example.com."),
    }),
    row<Proxy, In<&Preferences::proxy>>({
        .setting = Setting::Proxy,
        .key = u"connection/proxy",
        .label = QT_TRANSLATE_NOOP("Settings", "&Proxy"),
        .help = "the proxy of every connection",
    }),
    row<ProxyAddress, In<&Preferences::proxyAddress>>({
        .setting = Setting::ProxyAddress,
        .key = u"connection/proxy_address",
        .label = QT_TRANSLATE_NOOP("Settings", "Address of the proxy"),
        .help = "for manual; also socks5://host:port",
        .example = "http://proxy.example.com:3128",
        .refusal = QT_TRANSLATE_NOOP("Settings", "This is not a proxy's address. It looks like "
                                                 "http://proxy.example.com:3128, or "
                                                 "socks5://proxy.example.com:1080."),
        .isNeeded = true,
    }),
    row<File, In<&Preferences::caFile>>({
        .setting = Setting::CaFile,
        .key = u"connection/ca_file",
        .label = QT_TRANSLATE_NOOP("Settings", "&Extra certificates (PEM file)"),
        .help = "certificates to trust besides the system's",
        .example = "/etc/ssl/company.pem",
        .refusal = QT_TRANSLATE_NOOP("Settings", "There is no certificate in the file of extra "
                                                 "certificates."),
    }),
    row<Kibibytes, In<&Preferences::largestMessage>>({
        .setting = Setting::LargestMessage,
        .key = u"connection/largest_message",
        .help = "the largest message that is kept, in KiB",
    }),
    row<ServiceKey, In<&Preferences::anonKey>>({
        .setting = Setting::AnonKey,
        .key = u"connection/anon_key",
        .help = "the key of a Supabase project: then the server is one",
        .example = "sb_publishable_...",
    }),
    row<Identifier, In<&TableNames::schema>>({
        .setting = Setting::TablesSchema,
        .key = u"tables/schema",
        .help = "where a Supabase project without our schema has its tables",
    }),
    row<Identifier, In<&TableNames::timesheets>>({
        .setting = Setting::TimesheetsTable,
        .key = u"tables/timesheets",
        .help = "its timesheets",
    }),
    row<Identifier, In<&TableNames::annotations>>({
        .setting = Setting::AnnotationsTable,
        .key = u"tables/annotations",
        .help = "the notes on them",
    }),
    row<Identifier, In<&TableNames::notifications>>({
        .setting = Setting::NotificationsTable,
        .key = u"tables/notifications",
        .help = "its notifications and deadlines",
    }),
    row<Identifier, In<&TableNames::tenant>>({
        .setting = Setting::TenantColumn,
        .key = u"tables/tenant_column",
        .help = "whose organisation a row of these is",
    }),
    row<Identifier, In<&TableNames::id>>({
        .setting = Setting::IdColumn,
        .key = u"tables/id_column",
        .help = "what tells the rows of a table apart",
    }),
    row<Identifier, In<&TableNames::status>>({
        .setting = Setting::StatusColumn,
        .key = u"tables/status_column",
        .help = "a timesheet's status",
    }),
    row<Identifier, In<&TableNames::changedAt>>({
        .setting = Setting::ChangedAtColumn,
        .key = u"tables/changed_column",
        .help = "when a row was last changed",
    }),
    row<Identifier, In<&TableNames::user>>({
        .setting = Setting::UserColumn,
        .key = u"tables/user_column",
        .help = "whom a row is about",
    }),
    row<Switch, In<&Preferences::startsAtLogin>>({
        .setting = Setting::StartAtLogin,
        .key = u"program/start_at_login",
        .label = QT_TRANSLATE_NOOP("Settings", "Start when I log in"),
        .help = "start with the desktop session",
    }),
    row<LanguageCode, In<&Preferences::language>>({
        .setting = Setting::Language,
        .key = u"program/language",
        .label = QT_TRANSLATE_NOOP("Settings", "&Language"),
        .help = "instead of the system's",
    }),
    row<Days, In<&Preferences::keptFor>>({
        .setting = Setting::KeptFor,
        .key = u"program/keep_days",
        .label = QT_TRANSLATE_NOOP("Settings", "&Keep events on this computer"),
        .help = "how long events are kept here, 0 for ever",
    }),
};

constexpr bool isInOrder()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table.at(i).setting != Setting(i))
            return false;
    }
    return true;
}

// A new event type or setting that has no row, or two, does not compile.
static_assert(isInOrder());
static_assert(table.size() == static_cast<std::size_t>(Setting::KeptFor) + 1);

} // namespace

std::span<const SettingRow> settingsTable()
{
    return table;
}

const SettingRow &rowOf(Setting setting)
{
    return table.at(static_cast<std::size_t>(setting));
}

QStringList valuesOf(const SettingRow &row)
{
    const QString usual = row.write(Preferences());
    switch (row.type) {
    case SettingType::Switch:
        return {usual, usual == u"true" ? u"false"_s : u"true"_s};
    case SettingType::TimeOfDay:
    case SettingType::Name:
        return {usual};
    case SettingType::Days:
    case SettingType::Kibibytes:
        return {usual, u"%1 to %2"_s.arg(row.least).arg(row.most)};
    case SettingType::Address:
    case SettingType::File:
    case SettingType::Key:
        return {QString::fromLatin1(row.example)};
    case SettingType::Choice:
        break;
    }
    QStringList values;
    for (const SettingChoice &choice : row.choices) {
        if (choice.text == usual)
            values.prepend(usual);
        else
            values.append(choice.text.toString());
    }
    values.removeAll(QString());
    return values;
}

} // namespace timesheet
