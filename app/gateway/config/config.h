#pragma once

#include "gateway/config/token_config.h"
#include "gateway/monitoring/log_line.h"
#include "gateway/net/access_rules.h"
#include "gateway/net/tls_context.h"

#include <QList>

#include <chrono>

namespace timesheet::gateway {

inline constexpr quint16 defaultPort = 3001;

/// What `serve` needs to know.
struct Config {
    QString host;
    quint16 port = 0;                  ///< 0: any free one
    QString database;                  ///< a file, or the URL of a PostgreSQL database
    std::chrono::seconds retention{0}; ///< how long events are kept
    LogFormat logFormat = LogFormat::Logfmt;
    int threads = 1;               ///< I/O loops
    std::chrono::seconds drain{0}; ///< over how long goodbyes are spread
    QString tlsCertificate;        ///< a file; empty: no TLS
    QString tlsKey;
    QStringList secretFiles; ///< that nobody else should read
    AccessRules access;
    std::size_t connectionsPerAddress = 0; ///< 0: any number
    std::size_t connectionsPerTenant = 0;
    qint64 maxBufferedBytes = 0; ///< of all connections together
    std::size_t maxBodyBytes = 0;
    TokenConfig tokens;
    Authenticator authenticator; ///< as `tokens` say, with the keys as they were at the start
    OptionTexts effective;       ///< the value of each option, given or not, to be shown
};

/// One thing that an administrator can set: "--name VALUE" on the command line, "name" with
/// underscores in the configuration file.
struct Option {
    QString name;
    QString valueName; ///< what the value is, for people
    QString help;
};

/// All of them, in the order in which they are explained.
const QList<Option> &options();

/// Reads a JSON object whose members are options: texts or whole numbers, none of them needed.
/// Errors: a sentence saying what is wrong and how to mend it.
tl::expected<OptionTexts, QString> readConfigFile(const QString &file);

/// The certificate and key that TLS connections are made with; null without TLS. To be asked again
/// when they may have changed. Errors: a sentence.
tl::expected<TlsContext, QString> loadTls(const Config &config);

/// Puts together what was given: `commandLine` counts most, then the environment, then `file`.
/// Errors: a sentence.
tl::expected<Config, QString> makeConfig(const OptionTexts &commandLine, const OptionTexts &file);

/// Reads the secret or the keys again, for SIGHUP. Errors: a sentence; then what was loaded before
/// goes on.
tl::expected<Authenticator, QString> reloadKeys(const Config &config);

} // namespace timesheet::gateway
