#pragma once

#include "domain/event_type.h"
#include "settings/preferences.h"

#include <QStringList>
#include <QStringView>

#include <algorithm>
#include <span>

namespace timesheet {

/// What the user can choose, one by one; an administrator can lock each. Before those that are
/// named here come the switches for toasts, one for each of `knownEventTypes`: see toastSetting().
enum class Setting {
    AboutOthers = static_cast<int>(knownEventTypes.size()),
    Sounds,
    QuietHours,
    QuietFrom,
    QuietTo,
    DeadlinesBreakThrough,
    Server,
    WebAddress,
    Proxy,
    ProxyAddress,
    CaFile,
    LargestMessage,
    AnonKey,
    TablesSchema,
    TimesheetsTable,
    AnnotationsTable,
    NotificationsTable,
    TenantColumn,
    IdColumn,
    StatusColumn,
    ChangedAtColumn,
    UserColumn,
    StartAtLogin,
    Language,
    KeptFor,
};

/// The switch for toasts of a type, one of `knownEventTypes`.
constexpr Setting toastSetting(EventType type)
{
    const auto *const found = std::find(knownEventTypes.begin(), knownEventTypes.end(), type);
    Q_ASSERT(found != knownEventTypes.end());
    return Setting(found - knownEventTypes.begin());
}

/// What kind of value a setting has, and with it, which field shows it.
enum class SettingType {
    Switch,
    TimeOfDay,
    Choice,
    Days,
    Kibibytes,
    Address,
    File,
    Key,  ///< of a service: no secret, but what is pasted there may be one
    Name, ///< of a table or of a column of it
};

/// English words. They are translated where they are shown, in the context "Settings".
struct SettingWords {
    const char *text = nullptr;
    const char *comment = nullptr; ///< for translators
};

/// One of several values that are offered.
struct SettingChoice {
    QStringView text;   ///< in the settings' files; empty: nobody has chosen
    SettingWords words; ///< none for Days: the number of them
    QStringView name;   ///< instead of words: the same in every language
};

/// One setting, and all that differs between it and the others. Reading, writing and locking, the
/// dialog, `--help` and the README's table go by these rows.
struct SettingRow {
    Setting setting{};
    QStringView key; ///< in the settings' files: its section, a slash, its name
    SettingType type{};
    /// In the dialog; English, as SettingWords. None: it stands in the files only.
    const char *label = nullptr;
    const char *help = nullptr; ///< in `--help` and the README; English
    const char *example = nullptr;
    const char *refusal = nullptr; ///< what the dialog says to a text that makes no sense
    bool isNeeded = false;         ///< the dialog takes no empty text
    /// What the dialog offers; for a Choice there is nothing else.
    std::span<const SettingChoice> choices = {};
    int least = 0; ///< of Days and Kibibytes
    int most = 0;

    /// Reads a text of the files or of a field. False, and nothing is changed, where it makes no
    /// sense. An empty text is never read: nobody has chosen, and the usual value stays.
    bool (*read)(Preferences &preferences, const QString &text) = nullptr;
    /// The text that is read as the same value. Of Preferences(), it is the usual one.
    QString (*write)(const Preferences &preferences) = nullptr;
    void (*copy)(Preferences &to, const Preferences &from) = nullptr;
};

/// Every setting, in the order of `Setting`.
std::span<const SettingRow> settingsTable();

const SettingRow &rowOf(Setting setting);

/// The values that a setting may have, for whoever edits a file: the usual one first, or an
/// example.
QStringList valuesOf(const SettingRow &row);

} // namespace timesheet
