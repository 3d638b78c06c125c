#pragma once

#include <QByteArray>
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

/// What a configuration file, or the command line, says; the rest is left to defaults.
struct ConfigSource {
    std::optional<QString> listen;   ///< HOST:PORT
    std::optional<QString> database; ///< a file, or postgresql://…
    std::optional<QString> jwtSecretFile;
    std::optional<QString> retention; ///< "30d"
};

/// Reads a JSON object with the members `listen`, `database`, `jwt_secret_file` and `retention`,
/// all texts and all optional. Errors: a sentence saying what is wrong and how to mend it.
tl::expected<ConfigSource, QString> readConfigFile(const QString &file);

/// The secret of a file (line ends at its end are not part of it), else of JWT_SECRET.
/// Errors: a sentence.
tl::expected<QByteArray, QString> readSecret(const std::optional<QString> &file);

/// Puts together what was said, `commandLine` first, then the environment, then `file`.
/// Errors: a sentence.
tl::expected<Config, QString> makeConfig(const ConfigSource &commandLine, const ConfigSource &file);

} // namespace timesheet::gateway
