#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <optional>

namespace timesheet::gateway {

inline constexpr quint16 defaultPort = 3001;

/// What `serve` needs to know.
struct Config {
    QString host;
    quint16 port = 0; ///< 0: any free one
    QString database; ///< a file
    QByteArray secret;
    std::chrono::seconds retention{0}; ///< how long events are kept
};

/// One thing that an administrator can set: "--name VALUE" on the command line, "name" with
/// underscores in the configuration file.
struct Setting {
    QString name;
    QString valueName; ///< what the value is, for people
    QString help;
};

/// All of them, in the order in which they are explained.
const QList<Setting> &settings();

/// What was said, by the settings' names; the rest is left to defaults.
using SettingTexts = QHash<QString, QString>;

/// Reads a JSON object whose members are settings: texts or whole numbers, all optional.
/// Errors: a sentence saying what is wrong and how to mend it.
tl::expected<SettingTexts, QString> readConfigFile(const QString &file);

/// The secret of a file (line ends at its end are not part of it), else of JWT_SECRET.
/// Errors: a sentence.
tl::expected<QByteArray, QString> readSecret(const std::optional<QString> &file);

/// Puts together what was said, `commandLine` first, then the environment, then `file`.
/// Errors: a sentence.
tl::expected<Config, QString> makeConfig(const SettingTexts &commandLine, const SettingTexts &file);

} // namespace timesheet::gateway
